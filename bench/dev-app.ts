// A traced server whose requests wait 5 ms. Prints its port, and ends when it is asked for /end.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { currentTrace } from '../dist/index.js'
import { withNodeTracing } from '../dist/node/index.js'

const WORK_MS = 5

const traced = withNodeTracing(
  async (_request, response) => {
    const trace = currentTrace()
    await trace.hop('session', () => undefined)
    await trace.hop('price', () => pause(WORK_MS))
    await trace.hop('stock', () => undefined)
    response.end('{}')
  },
  { service: 'shop' },
)
const server = createServer((request, response) => {
  if (request.url === '/end') process.exit()
  else void traced(request, response)
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`)
})
