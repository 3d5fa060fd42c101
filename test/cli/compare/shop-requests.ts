/** Which requests there are. */
interface ShopRequests {
  /** Milliseconds between two requests. */
  readonly every: number
  /** The time of the last one, in milliseconds since 1970. */
  readonly until: number
  /** Default: 576. */
  readonly count?: number
}

const GOOD = { result: 'success' }
const BAD = { result: 'error', duration: 900, tenantId: 'acme' }

/**
 * Returns the lines of requests one after the other: each 10th is of the tenant `acme`, slow, and refused
 * or failed.
 */
export function shopRequests({ every, until, count = 576 }: ShopRequests): string[] {
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      timestamp: new Date(until - (count - 1 - index) * every).toISOString(),
      message: 'Lambda success',
      traceId: `req_${index.toString(16).padStart(8, '0')}`,
      spanId: index.toString(16).padStart(16, '0'),
      service: 'shop',
      layer: 'lambda',
      action: ['orders:get', 'orders:list'][index % 2],
      phase: 'complete',
      duration: 100 + (index % 7),
      tenantId: `tenant-${index % 7}`,
      version: ['v42', 'v41', 'v41'][index % 3],
      ...(index % 10 === 0 ? BAD : GOOD),
      level: index % 20 === 10 ? 'error' : 'info',
      metadata: { statusCode: index % 20 === 0 ? 404 : index % 10 === 0 ? 500 : 200 },
    }),
  )
}
