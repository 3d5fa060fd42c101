import { traceCommands } from './command.ts'
import { resolveClientOptions, type SdkClient, type TraceClientOptions } from './options.ts'
import { mayNestInXray, nestInXray } from './xray-header.ts'

/**
 * Has a client of the AWS SDK v3 write a record of each command, and carry the trace on in it.
 * Returns the same client; once more changes nothing but the options.
 * @example const s3 = traceClient(new S3Client({}))
 * @throws TypeError when it is given no client, or an option is wrong
 */
export function traceClient<Client extends SdkClient>(
  client: Client,
  options: TraceClientOptions = {},
): Client {
  const settings = resolveClientOptions(client, options)
  // The stack knows a middleware by its name: also one that another copy of this package added.
  client.middlewareStack.add(
    traceCommands(client.config, settings) as never,
    { name: 'hoptrace', step: 'initialize', priority: 'high', override: true } as never,
  )
  if (mayNestInXray())
    client.middlewareStack.add(
      nestInXray as never,
      { name: 'hoptraceXray', step: 'build', override: true } as never,
    )
  return client
}
