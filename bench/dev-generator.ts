// Writes so many requests of six records a second, each with hoptrace itself, for so many seconds.
import { setTimeout as pause } from 'node:timers/promises'
import { createTraceContext, logHop, logRequest, logResponse } from '../dist/next/index.js'

const TICK_MS = 10
const [rate = 0, seconds = 0] = process.argv.slice(2).map(Number)

const begin = performance.now()
for (let count = 0; count < rate * seconds; ) {
  const due = Math.min(((performance.now() - begin) / 1_000) * rate, rate * seconds)
  for (; count < due; count += 1) writeRequest(count)
  await pause(TICK_MS)
}

function writeRequest(number: number): void {
  const trace = createTraceContext({ action: 'orders:get', service: 'shop' })
  logRequest(trace, { method: 'GET', path: '/orders/{id}' })
  for (const name of ['session', 'rate-limit', 'price', 'stock']) {
    logHop(trace, name, 'success', { number })
  }
  logResponse(trace, { method: 'GET', path: '/orders/{id}', statusCode: 200 })
}
