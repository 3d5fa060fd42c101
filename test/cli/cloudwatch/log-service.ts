import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished, vi } from 'vitest'

/** A call that the service received. */
export interface Call {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A body, or an error with its status. */
export type Reply =
  | object
  | { readonly status: number; readonly type: string; readonly body?: object }

/**
 * Starts a server that speaks the protocol of CloudWatch Logs (AWS JSON 1.1), and points the SDK to it.
 * @param answer returns the reply to a call
 * @returns the calls, in their order
 */
export async function logService(
  answer: (call: Call, index: number) => Reply | Promise<Reply>,
): Promise<Call[]> {
  const calls: Call[] = []
  const server = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await request.toArray()
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.')
    const call = { operation, input: JSON.parse(Buffer.concat(chunks).toString()) }
    const index = calls.push(call) - 1
    send(response, await answer(call, index))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    vi.unstubAllEnvs()
  })
  const { port } = server.address() as AddressInfo
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  return calls
}

function send(response: ServerResponse, reply: Reply): void {
  const isError = 'type' in reply && 'status' in reply && typeof reply.status === 'number'
  response.statusCode = isError ? Number(reply.status) : 200
  response.setHeader('content-type', 'application/x-amz-json-1.1')
  const body = isError ? { __type: reply.type, ...(reply.body ?? { message: 'Refused' }) } : reply
  response.end(JSON.stringify(body))
}

/** Returns rows in the service's form: each a list of fields and a pointer. */
export function results(...rows: readonly Readonly<Record<string, string>>[]): object[] {
  return rows.map((row, index) => [
    ...Object.entries(row).map(([field, value]) => ({ field, value })),
    { field: '@ptr', value: `pointer-${index}` },
  ])
}
