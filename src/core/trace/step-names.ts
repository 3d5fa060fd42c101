import { BoundedCache } from '../lib/bounded-cache.ts'

const hopMessages = new BoundedCache<string>()

/** What the record of a hop says. */
export function hopMessage(hopName: string): string {
  return hopMessages.get(hopName) ?? hopMessages.add(hopName, `Hop - ${hopName}`)
}

interface CallNames {
  readonly message: string
  readonly action: string
}

const callsOf = new BoundedCache<BoundedCache<CallNames>>()

/** What the record of a call says. */
export function callNames(service: string, operation: string): CallNames {
  const calls = callsOf.get(service) ?? callsOf.add(service, new BoundedCache())
  const known = calls.get(operation)
  if (known !== undefined) return known
  const message = `Service call - ${serviceTitle(service)}`
  return calls.add(operation, { message, action: `service:${service}:${operation}` })
}

/** The name of a service as AWS writes it, of others in the same style. */
export function serviceTitle(service: string): string {
  if (service === 'dynamodb') return 'DynamoDB'
  return service.length <= 4
    ? service.toUpperCase()
    : service.slice(0, 1).toUpperCase() + service.slice(1)
}
