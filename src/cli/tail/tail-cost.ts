import { PRICES } from '../cost/prices.ts'
import { plural } from '../plural.ts'

const MINUTE_MS = 60_000

/** Says what a minute of sessions costs. */
export function describePrice(sessions: number): string {
  const each = sessions === 1 ? '' : ` for ${sessions} sessions`
  const free = PRICES.liveTailFreeMinutes.toLocaleString('en-US')
  return `A minute costs ${dollars(sessions)}${each} (us-east-1, ${PRICES.asOf}; ${free} minutes a month are free).`
}

/** Says what sessions have cost. */
export function describeCost(sessions: number, milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / MINUTE_MS) * sessions
  return `Live Tail: ${plural(minutes, 'minute')}, ${dollars(minutes)} without free ones`
}

function dollars(minutes: number): string {
  return `$${(minutes * PRICES.liveTailPerMinute).toFixed(2)}`
}
