/** Seconds since 1970 have fewer digits than milliseconds, and so on. The limits are in the year 5138 and in 1973. */
const SCALES: readonly (readonly [below: number, perMs: number])[] = [
  [1e11, 1e-3],
  [1e14, 1],
  [1e17, 1e3],
  [Number.POSITIVE_INFINITY, 1e6],
]
const EARLIEST = 1e8

const ISO =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\d{0,9} ?(Z|UTC|[+-]\d\d:?\d\d)?$/
/** API Gateway and web servers: `22/Nov/2026:14:30:00 +0000`. */
const CLF = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/

/**
 * Reads a time of any logger: seconds, milliseconds, microseconds or nanoseconds since 1970, also as
 * text; ISO 8601, in UTC unless it has an offset; `22/Nov/2026:14:30:00 +0000`.
 * @returns milliseconds since 1970; `undefined` for anything else
 */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return readNumber(value)
  if (typeof value !== 'string') return undefined
  if (/^\d{9,20}(?:\.\d{1,9})?$/.test(value)) return readNumber(Number(value))
  return readIso(value) ?? readClf(value)
}

function readNumber(value: number): number | undefined {
  if (!Number.isFinite(value) || value < EARLIEST) return undefined
  const [, perMs = 1] = SCALES.find(([below]) => value < below) ?? []
  return perMs < 1 ? Math.round(value / perMs) : Math.floor(value / perMs)
}

function readIso(text: string): number | undefined {
  const [, date, time, fraction = '', zone = 'Z'] = ISO.exec(text) ?? []
  if (date === undefined) return undefined
  const ms = fraction.slice(0, 3).padEnd(3, '0')
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')
  return valid(Date.parse(`${date}T${time}.${ms}${offset}`))
}

function readClf(text: string): number | undefined {
  const [, day, month, year, time, hours, minutes] = CLF.exec(text) ?? []
  return day === undefined
    ? undefined
    : valid(Date.parse(`${day} ${month} ${year} ${time} ${hours}${minutes}`))
}

function valid(time: number): number | undefined {
  return Number.isFinite(time) ? time : undefined
}
