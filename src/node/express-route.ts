import { guard } from '../core/outcome/guard.ts'

/** What Express sets on a request before it calls a router or a route. */
interface ExpressRequest {
  readonly params?: Readonly<Record<string, unknown>> | undefined
}

/** The patterns of the paths that a request was routed by. */
class Mounts {
  readonly #patterns = new Map<unknown, string>()
  /** The parameters of the routers above. */
  readonly #named = new Set<string>()

  of(baseUrl: unknown): string {
    return this.#patterns.get(baseUrl) ?? ''
  }

  add(baseUrl: unknown, above: unknown, { params = {} }: ExpressRequest): void {
    if (typeof baseUrl !== 'string' || baseUrl === '' || this.#patterns.has(baseUrl)) return
    const parent = typeof above === 'string' && baseUrl.startsWith(above) ? above : ''
    const own = mountPattern(baseUrl.slice(parent.length), params, this.#named)
    this.#patterns.set(baseUrl, bounded(this.of(parent) + own))
  }
}

/**
 * Watches how Express routes a request. Express says which route it chose, but of the routers above
 * that only the path: `/shops/17`, not `/shops/:shop`. The parameters tell when the path is set.
 * @returns a function that returns the pattern of the last route, such as `/shops/:shop/orders`;
 * `undefined` if there was none
 */
export function watchExpressRoute(request: object): () => string | undefined {
  const mounts = new Mounts()
  let pattern: string | undefined
  let route: { readonly path?: unknown } | undefined
  let baseUrl: unknown
  const shown = { configurable: true, enumerable: true }
  Object.defineProperties(request, {
    baseUrl: {
      ...shown,
      get: () => baseUrl,
      set(this: ExpressRequest, value: unknown) {
        guard(() => mounts.add(value, baseUrl, this))
        baseUrl = value
      },
    },
    route: {
      ...shown,
      get: () => route,
      set(value: typeof route) {
        route = value
        // Read at once: Express resets `baseUrl` when an error leaves a router.
        guard(() => {
          if (value?.path !== undefined) pattern = joined(mounts.of(baseUrl), String(value.path))
        })
      },
    },
  })
  return () => pattern
}

/**
 * Returns the pattern of a path that a router is mounted under: each segment that is the value of a
 * parameter becomes its name. If a parameter is no whole segment, it is `/*`.
 * @param named the parameters of the routers above, to which these are added
 */
function mountPattern(
  path: string,
  params: Readonly<Record<string, unknown>>,
  named: Set<string>,
): string {
  const missing = new Set(Object.keys(params).filter((name) => !named.has(name)))
  const segments = path.split('/').map((segment) => {
    const name = [...missing].find((one) => params[one] === decoded(segment))
    if (name === undefined) return segment.toLowerCase()
    missing.delete(name)
    named.add(name)
    return `:${name}`
  })
  return missing.size === 0 ? segments.join('/') : '/*'
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function joined(mount: string, path: string): string {
  return mount !== '' && path === '/' ? mount : mount + path
}

/** A router that is mounted by a regular expression may have any number of paths. */
const MAX_MOUNTS = 200
const known = new Set<string>()

function bounded(pattern: string): string {
  if (known.size >= MAX_MOUNTS && !known.has(pattern)) return '/*'
  known.add(pattern)
  return pattern
}
