import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { withTracing } from 'hoptrace/next'

const handler = new RPCHandler({ hello: os.handler(() => 'hello') })

async function handleRequest(request: Request): Promise<Response> {
  const { response } = await handler.handle(request, { prefix: '/rpc' })
  return response ?? new Response('Not found', { status: 404 })
}

export const GET = withTracing(handleRequest)
export const POST = withTracing(handleRequest)
