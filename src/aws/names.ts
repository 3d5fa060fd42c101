import { safeGet } from '../core/lib/safe-get.ts'

/** Returns the service of a client, such as `s3`. Bedrock Runtime is `bedrock`. */
export function serviceOf(config: unknown): string {
  const id = safeGet(config, 'serviceId')
  if (typeof id !== 'string') return 'aws'
  return id
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/-runtime\b/, '')
}

/** Returns the operation of a command, such as `putObject`. */
export function operationOf(service: string, commandName: unknown): string {
  const name = String(commandName).replace(/Command$/, '')
  const operation = name.charAt(0).toLowerCase() + name.slice(1)
  return service === 'bedrock' && operation === 'invokeModel' ? 'invoke' : operation
}
