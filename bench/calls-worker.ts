// Times calls within traced invocations. Prints the microseconds of the processor that one takes, of each round,
// on stderr. Its records go to stdout. Exits by itself.
import { channel } from 'node:diagnostics_channel'
import { currentTrace } from '../dist/index.js'
import { withLambdaTracing } from '../dist/middy/index.js'

const CALLS = 1_000
const ROUNDS = 160
const WARM_UP = 60

const [, , kind = ''] = process.argv
const HOST = 'orders.internal:8080'
const HEADERS = ['host', HOST, 'accept', '*/*', 'sec-fetch-mode', 'cors', 'user-agent', 'node']
const ANSWERED = ['date', 'Tue, 01 Dec 2026 00:00:00 GMT', 'content-length', '2'].map((one) =>
  Buffer.from(one),
)
const chunk = new Uint8Array(2)

/** A request as undici reports it. */
class Request {
  readonly origin = `http://${HOST}`
  readonly path = '/orders/7'
  readonly method = 'GET'
  readonly headers = [...HEADERS]
  addHeader(name: string, value: string): void {
    this.headers.push(name, value)
  }
}

const created = channel('undici:request:create')
const answered = channel('undici:request:headers')
const received = channel('undici:request:bodyChunkReceived')
const ended = channel('undici:request:trailers')

/** What Node reports of a request of fetch. The request itself would take twenty times as long. */
function report(): void {
  const request = new Request()
  created.publish({ request })
  answered.publish({ request, response: { statusCode: 200, headers: ANSWERED } })
  received.publish({ request, chunk })
  ended.publish({ request })
}

function call(): void {
  const metadata = { method: 'GET', host: HOST, path: '/orders/7', statusCode: 200, bytes: 2 }
  currentTrace().call('http', 'get', () => undefined, metadata)
}

const make = kind === 'by-hand' ? call : report
const handler = withLambdaTracing(
  async () => {
    for (let made = 0; made < CALLS; made += 1) make()
  },
  {
    service: 'shop',
    calls: kind === 'recorded' || kind === 'sent' ? 'auto' : 'explicit',
    ...(kind === 'sent' && { propagateTo: ['*.internal'] }),
  },
)

const times: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const before = process.cpuUsage()
  await handler()
  const { user, system } = process.cpuUsage(before)
  if (round >= WARM_UP) times.push((user + system) / CALLS)
}
process.stderr.write(JSON.stringify(times))
