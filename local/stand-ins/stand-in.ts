import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A local server in the place of a remote one. */
export interface StandIn {
  /** The server's URL, without a slash at the end. */
  readonly url: string
  /** Stops listening, and closes every open connection. */
  stop(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<StandIn> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  let stopped: Promise<void> | undefined
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()))
      for (const socket of sockets) socket.destroy()
    })

  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      stopped ??= close()
      return stopped
    },
  }
}
