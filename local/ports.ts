import { createServer } from 'node:net'
import { StartFailure } from './failure.ts'

const HOST = '127.0.0.1'

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return probe(0)
}

/** The port that was asked for, or a failure that says that it is taken. */
export async function claimPort(asked: string): Promise<number> {
  const port = Number(asked)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartFailure(`PORT must be a number from 1 to 65535, got '${asked}'.`)
  }
  return probe(port).catch((cause) => {
    throw new StartFailure(
      `Port ${port} is taken: stop what uses it, or choose another with PORT=… npm start.`,
      { cause },
    )
  })
}

function probe(port: number): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const { port: found } = server.address() as { port: number }
      server.close(() => resolve(found))
    })
  })
}
