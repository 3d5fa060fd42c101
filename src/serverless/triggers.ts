import type { Trigger } from '../cloudformation/index.ts'
import type { FunctionConfiguration, Service } from './framework.ts'

const TRIGGERS: Readonly<Record<string, Trigger>> = {
  http: 'http',
  httpApi: 'http',
  websocket: 'http',
  alb: 'http',
  sqs: 'queue',
  activemq: 'queue',
  rabbitmq: 'queue',
  stream: 'stream',
  kafka: 'stream',
  msk: 'stream',
  schedule: 'schedule',
}

/** Returns what invokes a function by its configuration; `undefined` if that says nothing. */
export function triggersOf(
  key: string,
  { events = [], url }: FunctionConfiguration,
  service: Service,
): Trigger[] | undefined {
  const triggers = events.map(triggerOf)
  if (url !== undefined && url !== false) triggers.push('http')
  if (isAuthorizer(key, service)) triggers.push('authorizer')
  return triggers.length === 0 ? undefined : [...new Set(triggers)]
}

/** The framework adds members of its own to events. */
function triggerOf(event: Readonly<Record<string, unknown>>): Trigger {
  if (valueIn(event.eventBridge, 'schedule') !== undefined) return 'schedule'
  const type = Object.keys(event).find((name) => Object.hasOwn(TRIGGERS, name))
  return TRIGGERS[type ?? ''] ?? 'other'
}

function isAuthorizer(key: string, { provider, functions = {} }: Service): boolean {
  const declared = Object.values(provider.httpApi?.authorizers ?? {}).map((one) =>
    valueIn(one, 'functionName'),
  )
  const used = Object.values(functions)
    .flatMap(({ events = [] }) => events)
    .flatMap(({ http, websocket }) => [http, websocket])
    .map((event) => valueIn(event, 'authorizer'))
    .map((authorizer) => valueIn(authorizer, 'name') ?? authorizer)
  return [...declared, ...used].includes(key)
}

function valueIn(value: unknown, name: string): unknown {
  return (Object(value) as Record<string, unknown>)[name]
}
