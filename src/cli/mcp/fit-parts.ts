import { plural } from '../plural.ts'
import { sizeOf } from './safe-json.ts'
import { type Limits, Shortener } from './shorten.ts'

/** A member of an answer. */
export interface Part {
  readonly name: string
  /** What the member is. A list is cut where it doesn't fit. */
  readonly value: unknown
  /** Of a list: the bytes that it may take before the parts after it have got theirs. Default: all. */
  readonly share?: number
  /** Of a list: how much an item is wanted. Lower ones are left out last. Default: its place. */
  readonly rank?: (index: number) => number
}

/** What fits into an answer. */
export interface Fitted {
  readonly data: Readonly<Record<string, unknown>>
  /** What was left out. It has no text of a log. */
  readonly leftOut: readonly string[]
}

/** Texts are long if everything fits, else short. */
const LIMITS: readonly Limits[] = [
  { text: 600, members: 40, depth: 6 },
  { text: 160, members: 20, depth: 4 },
]

/** Returns as much of the parts as fits into so many bytes, the first ones first. */
export function fitParts(parts: readonly Part[], room: number): Fitted {
  const given = parts.filter(({ value }) => !isEmpty(value))
  const fits = LIMITS.map((limits) => fitWithin(given, room, limits))
  const [best] = fits.toSorted((a, b) => a.missing - b.missing)
  return { data: best?.data ?? {}, leftOut: best?.leftOut ?? [] }
}

/** A list of which some items have been chosen. */
interface Chosen {
  readonly part: Part
  readonly items: readonly unknown[]
  /** The places of the items, those wanted most first. */
  readonly waiting: number[]
  readonly taken: Map<number, unknown>
}

function fitWithin(
  parts: readonly Part[],
  room: number,
  limits: Limits,
): Fitted & { readonly missing: number } {
  const shortener = new Shortener(limits)
  const values = new Map<string, unknown>()
  const lists: Chosen[] = []
  const missing: string[] = []
  let left = room
  for (const part of parts) {
    left -= sizeOf(part.name) + 4
    if (Array.isArray(part.value)) {
      const chosen = choose(part, part.value)
      lists.push(chosen)
      left = take(chosen, left, part.share ?? left, shortener)
      continue
    }
    const value = shortener.shorten(part.value)
    const size = sizeOf(value)
    if (size > left) missing.push(part.name)
    else {
      values.set(part.name, value)
      left -= size
    }
  }
  for (const list of lists) {
    left = take(list, left, left, shortener)
    values.set(list.part.name, inOrder(list.taken))
  }
  const cut = lists.filter(({ waiting }) => waiting.length > 0)
  return {
    data: Object.fromEntries(
      parts.flatMap(({ name }) => {
        return values.has(name) ? [[name, values.get(name)]] : []
      }),
    ),
    leftOut: [
      ...missing.map((name) => `${name}: too large`),
      ...cut.map(({ part, items, waiting }) => {
        return `${part.name}: ${waiting.length} of ${items.length}`
      }),
      ...(shortener.texts > 0
        ? [`${plural(shortener.texts, 'text')} cut after ${limits.text} characters, with …`]
        : []),
      ...(shortener.members > 0 ? [`${plural(shortener.members, 'member')} of data`] : []),
    ],
    missing: missing.length * 100 + cut.reduce((sum, { waiting }) => sum + waiting.length, 0),
  }
}

function choose(part: Part, items: readonly unknown[]): Chosen {
  const { rank = (index) => index } = part
  const waiting = items.map((_, index) => index).sort((a, b) => rank(a) - rank(b) || a - b)
  return { part, items, waiting, taken: new Map() }
}

/** Takes items while there is room, and returns the room that is left. */
function take(
  { items, waiting, taken }: Chosen,
  room: number,
  share: number,
  shortener: Shortener,
): number {
  const end = room - Math.min(room, share)
  let left = room
  while (waiting.length > 0) {
    const [index = 0] = waiting
    const item = shortener.shorten(items[index])
    const size = sizeOf(item) + 1
    if (left - size < end) break
    waiting.shift()
    taken.set(index, item)
    left -= size
  }
  return left
}

function inOrder(taken: ReadonlyMap<number, unknown>): unknown[] {
  return [...taken].sort(([a], [b]) => a - b).map(([, item]) => item)
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}
