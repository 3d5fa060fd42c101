import { BoundedCache } from '../lib/bounded-cache.ts'

const hopMessages = new BoundedCache<string>()

/** Returns the message of a hop's record. */
export function hopMessage(hopName: string): string {
  return hopMessages.get(hopName) ?? hopMessages.add(hopName, `Hop - ${hopName}`)
}

interface CallNames {
  readonly message: string
  readonly action: string
}

const namesByService = new BoundedCache<BoundedCache<CallNames>>()

/** Returns the message and the action of a call's record. */
export function callNames(service: string, operation: string): CallNames {
  const byOperation = namesByService.get(service) ?? namesByService.add(service, new BoundedCache())
  const known = byOperation.get(operation)
  if (known !== undefined) return known
  const message = `Service call - ${serviceTitle(service)}`
  return byOperation.add(operation, { message, action: `service:${service}:${operation}` })
}

/** Returns a service's name as AWS writes it: `S3`, `DynamoDB`, `Bedrock`. */
export function serviceTitle(service: string): string {
  if (service === 'dynamodb') return 'DynamoDB'
  return service.length <= 4
    ? service.toUpperCase()
    : service.slice(0, 1).toUpperCase() + service.slice(1)
}
