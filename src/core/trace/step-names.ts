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

/** Returns a service's name as AWS writes it: `S3`, `DynamoDB`, `Secrets Manager`. */
export function serviceTitle(service: string): string {
  const name = service === 'sfn' ? 'step-functions' : service.replace('-identity-provider', '')
  // Of each word the first letter; all of one with at most three letters, as of `API Gateway`.
  const capitals = /(?<![^-])(?:\w{1,3}(?![^-])|http$|.)|db\b|(?<=event)b|(?<=cloud)[wf]|(?<=app)s/g
  return name.replace(capitals, (letters) => letters.toUpperCase()).replaceAll('-', ' ')
}
