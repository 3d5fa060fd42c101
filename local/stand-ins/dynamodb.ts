import type { IncomingMessage } from 'node:http'
import dynalite from 'dynalite'
import { listen, type StandIn } from './stand-in.ts'

/** Starts a DynamoDB that keeps its tables in memory. */
export function startDynamoDb(): Promise<StandIn> {
  const server = dynalite({ createTableMs: 0 })
  server.on('request', survivesAnAbort)
  return listen(server)
}

/** dynalite throws the error of a request whose client hung up, which would end the process. */
function survivesAnAbort(request: IncomingMessage): void {
  request.removeAllListeners('error')
  request.on('error', () => {
    // The client has gone: there is nobody to tell.
  })
}
