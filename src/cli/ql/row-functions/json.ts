import { wellFormedJson } from '../../../lines/well-formed.ts'
import { type RowFunction, toNumber, toText } from './row-function.ts'

/** Functions of JSON. */
export const JSON_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  // A map or a list in a text, or else the text, as JSON.
  ql_json: toText((text) => {
    const value = parse(text)
    return typeof value === 'object' && value !== null ? wellFormedJson(text) : JSON.stringify(text)
  }),
  // A value as a list, as JSON.
  ql_list: toText((text) => {
    const value = parse(text)
    if (Array.isArray(value)) return text
    if (value === null) return undefined
    const list = typeof value === 'string' ? parse(value) : undefined
    return Array.isArray(list) ? wellFormedJson(JSON.stringify(list)) : `[${text}]`
  }),
  ql_jsonarraysize: toNumber((text = '') => listOf(text)?.length, 1),
  ql_jsonarraycontains: toNumber((text = '', item = '') => {
    const isItem = (value: unknown): boolean => typeof value !== 'object' && String(value) === item
    return Number(listOf(text)?.some(isItem) ?? false)
  }, 2),
  ql_histogram: {
    takes: ['text', 'number'],
    returns: 'text',
    run: (text: string, count: number) => histogram(parse(text), count),
  },
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A list, or the list in a text. */
function listOf(text: string): unknown[] | undefined {
  const value = parse(text)
  const list = typeof value === 'string' ? parse(value) : value
  return Array.isArray(list) ? list : undefined
}

/** Counts numbers in ranges of the same width. The last range includes its end. */
function histogram(value: unknown, count: number): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const numbers: number[] = value
  const low = numbers.reduce((a, b) => Math.min(a, b))
  const high = numbers.reduce((a, b) => Math.max(a, b))
  const width = (high - low) / count
  const counts = Array.from({ length: count }, () => 0)
  for (const one of numbers) {
    const index = width === 0 ? 0 : Math.min(count - 1, Math.floor((one - low) / width))
    counts[index] = (counts[index] ?? 0) + 1
  }
  const ranges = counts.map((total, index) => [
    `${low + index * width}-${low + (index + 1) * width}`,
    total,
  ])
  return JSON.stringify(Object.fromEntries(ranges))
}
