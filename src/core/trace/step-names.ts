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

const TITLES = new Map([
  ['cloudwatch', 'CloudWatch'],
  ['cognito-identity-provider', 'Cognito'],
  ['dynamodb', 'DynamoDB'],
  ['eventbridge', 'EventBridge'],
  ['sfn', 'Step Functions'],
])

/** Returns a service's name as AWS writes it: `S3`, `DynamoDB`, `Secrets Manager`. */
export function serviceTitle(service: string): string {
  const words = service.split('-')
  // Such as `SQS` and `HTTP`, and the `API` of `API Gateway`, but not the `Logs` of CloudWatch.
  const maxInitials = words.length > 1 ? 3 : 4
  const titles = words.map(
    (word) =>
      TITLES.get(word) ??
      (word.length > maxInitials ? word[0]?.toUpperCase() + word.slice(1) : word.toUpperCase()),
  )
  return TITLES.get(service) ?? titles.join(' ')
}
