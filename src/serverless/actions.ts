import type { FunctionConfiguration } from './framework.ts'

/**
 * Returns the actions that the records of a function have by default: the methods and patterns of its
 * routes, and its name for all other triggers. A route for any method has no fixed action: its records
 * have the method of each request.
 */
export function actionsOf({ name, events = [] }: FunctionConfiguration): string[] {
  const actions = events.map((event) => routeOf(event) ?? name)
  if (actions.length === 0) return [name]
  return [...new Set(actions)].filter((action) => !isForAny(action) && isDimension(action))
}

/** Returns the routes of a function that CloudWatch takes as no dimension of a metric. */
export function unwatchedRoutes({ events = [] }: FunctionConfiguration): string[] {
  return events.map((event) => routeOf(event) ?? '').filter((route) => !isDimension(route))
}

/** Whether an action is printable ASCII, and can be quoted in an expression. */
function isDimension(action: string): boolean {
  return /^[\x20-\x7e]{0,255}$/.test(action) && !/["'\\]|\$\{/.test(action)
}

/** Whether a function has routes for any method. */
export function hasRouteForAny({ events = [] }: FunctionConfiguration): boolean {
  return events.some((event) => isForAny(routeOf(event) ?? ''))
}

function isForAny(action: string): boolean {
  return action.startsWith('ANY ')
}

function routeOf({
  httpApi,
  http,
  websocket,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (websocket !== undefined)
    return typeof websocket === 'string' ? websocket : textIn(websocket, 'route')
  return httpRouteOf(httpApi ?? http)
}

/**
 * Returns `POST /orders` for `post orders` and for `{ method: post, path: orders }`, or `undefined` if
 * there is no pattern.
 */
function httpRouteOf(event: unknown): string | undefined {
  const [method = '*', path = '*'] =
    typeof event === 'string' ? event.split(' ') : [textIn(event, 'method'), textIn(event, 'path')]
  if (path === '*') return undefined
  const name = method === '*' ? 'ANY' : method.toUpperCase()
  return `${name} ${path.startsWith('/') ? path : `/${path}`}`
}

function textIn(value: unknown, name: string): string | undefined {
  const text = (value as Record<string, unknown> | null | undefined)?.[name]
  return typeof text === 'string' ? text : undefined
}
