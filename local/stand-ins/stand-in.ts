import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A local server that takes the place of a remote one. */
export interface StandIn {
  /** Where it answers, without a slash at the end. */
  readonly url: string
  /** Stops listening and ends every open connection at once. */
  stop(): Promise<void>
}

/** Lets a server listen on a free port that only this machine can reach. */
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
