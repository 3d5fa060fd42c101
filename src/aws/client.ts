import { traceCommands } from './command.ts'
import { traceMockedSend } from './mocked-send.ts'
import { resolveClientOptions, type SdkClient, type TraceClientOptions } from './options.ts'
import { addXrayHeader, needsXrayHeader } from './xray-header.ts'

/**
 * Traces a client of the AWS SDK v3: each command writes a record as a call of the running request,
 * and carries the trace to its receiver. A second call for the same client changes the options.
 * @param client the client of any service, also a document client; it is changed
 * @param options `payload`
 * @returns the same client
 * @throws TypeError if `client` is not a client, or an option is wrong
 *
 * @example
 * import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
 * import { traceClient } from 'hoptrace/aws'
 *
 * const s3 = traceClient(new S3Client({}))
 *
 * export async function store(key: string, picture: Uint8Array): Promise<void> {
 *   await s3.send(new PutObjectCommand({ Bucket: 'shop-pictures', Key: key, Body: picture }))
 * }
 */
export function traceClient<Client extends SdkClient>(
  client: Client,
  options: TraceClientOptions = {},
): Client {
  const settings = resolveClientOptions(client, options)
  const trace = traceCommands(client.config, settings)
  traceMockedSend(client as object, trace)
  // The stack replaces a middleware of the same name, even one of another copy of this package.
  client.middlewareStack.add(
    trace as never,
    { name: 'hoptrace', step: 'initialize', priority: 'high', override: true } as never,
  )
  if (needsXrayHeader())
    client.middlewareStack.add(
      addXrayHeader as never,
      { name: 'hoptraceXray', step: 'build', override: true } as never,
    )
  return client
}
