import { type RowFunction, toNumber } from './row-function.ts'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MINUTE_MS = 60_000

/** The parts of a time, by the letters of Java's DateTimeFormatter. */
type Parts = Partial<Record<'y' | 'M' | 'd' | 'H' | 'm' | 's' | 'S' | 'h' | 'a' | 'zone', string>>

interface Reader {
  readonly regex: RegExp
  readonly letters: readonly (keyof Parts)[]
}

const readers = new Map<string, Reader>()
const MAX_READERS = 1000
const MAX_FORMAT = 200

/** Functions of dates. */
export const DATE_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  ql_parsedate: toNumber(
    (text = '', format = '', zone = 'UTC') => parseDate(text, format, zone),
    3,
  ),
}

function parseDate(text: string, format: string, zone: string): number | undefined {
  if (format.length > MAX_FORMAT) return undefined
  const { regex, letters } = readerOf(format)
  const match = regex.exec(text)
  if (match === null) return undefined
  const parts: Parts = Object.fromEntries(
    letters.map((letter, index) => [letter, match[index + 1]]),
  )
  const year = Number(parts.y ?? 1970)
  const [month, day] = [monthOf(parts.M), Number(parts.d ?? 1)]
  const [minute, second] = [Number(parts.m ?? 0), Number(parts.s ?? 0)]
  const fraction = Math.floor(Number(`0.${parts.S ?? 0}`) * 1000)
  const local = Date.UTC(2000, month, day, hourOf(parts), minute, second, fraction)
  const date = new Date(local)
  date.setUTCFullYear(year < 100 && parts.y?.length === 2 ? 2000 + year : year, month, day)
  const ms = date.getTime()
  const isReal = date.getUTCDate() === day && date.getUTCMonth() === month
  if (!isReal) return undefined
  return ms - (parts.zone === undefined ? offsetOf(ms, zone) : readOffset(parts.zone))
}

function hourOf({ H, h, a }: Parts): number {
  if (H !== undefined) return Number(H)
  if (h === undefined) return 0
  return (Number(h) % 12) + (a?.toLowerCase() === 'pm' ? 12 : 0)
}

function monthOf(text = '1'): number {
  const named = MONTHS.indexOf(text.slice(0, 3).toLowerCase())
  return named >= 0 ? named : Number(text) - 1
}

function readOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  return sign === '-' ? -offset : offset
}

/** Returns how far a zone's clocks are ahead of UTC when they show a time. */
function offsetOf(local: number, zone: string): number {
  if (zone === 'UTC' || zone === 'Z') return 0
  try {
    const shown = (ms: number): number => {
      const format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      })
      return Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000
    }
    return shown(local - shown(local))
  } catch {
    return 0
  }
}

function readerOf(format: string): Reader {
  const known = readers.get(format)
  if (known !== undefined) return known
  if (readers.size > MAX_READERS) readers.clear()
  const reader = compile(format)
  readers.set(format, reader)
  return reader
}

const PART = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g
const LETTERS: Readonly<Record<string, keyof Parts>> = {
  u: 'y',
  y: 'y',
  M: 'M',
  L: 'M',
  d: 'd',
  H: 'H',
  k: 'H',
  h: 'h',
  m: 'm',
  s: 's',
  S: 'S',
  n: 'S',
  a: 'a',
  X: 'zone',
  x: 'zone',
  Z: 'zone',
}

/** Compiles a pattern of Java's DateTimeFormatter. Names of days are skipped. */
function compile(format: string): Reader {
  const letters: (keyof Parts)[] = []
  const source = [...format.matchAll(PART)].map(([part, quoted, letter]) => {
    if (letter === undefined) return literal(quoted === undefined ? part : quoted || "'")
    if (letter === 'E') return '[A-Za-z]+'
    const name = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined
    // No text has such a letter at this place.
    if (name === undefined) return '(?!)'
    letters.push(name)
    return `(${sourceOf(name, part.length)})`
  })
  return { regex: new RegExp(`^${source.join('')}$`, 'i'), letters }
}

function sourceOf(name: keyof Parts, length: number): string {
  if (name === 'zone') return 'Z|[+-]\\d\\d(?::?\\d\\d)?'
  if (name === 'a') return '[AP]M'
  if (name === 'M' && length > 2) return '[A-Za-z]{3,9}'
  if (name === 'S') return `\\d{${length}}`
  return length === 1 ? '\\d{1,4}' : `\\d{${length}}`
}

function literal(text: string): string {
  return text.replaceAll("''", "'").replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
