import { createServer } from 'node:net'
import { StartError } from './start-error.ts'

const ADDRESS = '127.0.0.1'
const MAX_PORT = 65_535

/** Returns a port that is not in use. */
export function freePort(): Promise<number> {
  return probe(0)
}

/**
 * Returns the port that a user chose.
 * @throws StartError if it is not a port, or is in use
 */
export async function checkPort(text: string): Promise<number> {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) {
    throw new StartError(`PORT must be a number from 1 to ${MAX_PORT}, got '${text}'.`)
  }
  return probe(port).catch((cause) => {
    throw new StartError(`Port ${port} is in use: choose another one with PORT=… npm start.`, {
      cause,
    })
  })
}

function probe(port: number): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, ADDRESS, () => {
      const { port: found } = server.address() as { port: number }
      server.close(() => resolve(found))
    })
  })
}
