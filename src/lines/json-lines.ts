import { wellFormedJson } from './well-formed.ts'

/** Parses JSON, of which lone surrogates become U+FFFD. Returns `undefined` for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(wellFormedJson(text))
  } catch {
    return undefined
  }
}

/**
 * Parses a text of JSON objects: one, several without anything between them, or those of a line in the
 * middle of a list. Returns none for anything else.
 */
export function parseObjects(text: string): object[] {
  const whole = parseJson(text)
  if (whole !== undefined) return isObject(whole) ? [whole] : []
  const parts = splitObjects(text)
  const values = parts.map((part) => parseJson(part))
  return values.every(isObject) ? values : []
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

// A string without an end reaches to the end of the text.
const TOKEN = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|[{}]/g
const BETWEEN = /^[\s,[\]]*$/

/** Returns the outermost objects of a text; none if there is more between them than commas and brackets. */
function splitObjects(text: string): string[] {
  const spans = outermost(text)
  const ends = [0, ...spans.map(({ end }) => end)]
  const begins = [...spans.map(({ begin }) => begin), text.length]
  const isList = begins.every((begin, index) => BETWEEN.test(text.slice(ends[index], begin)))
  return isList ? spans.map(({ begin, end }) => text.slice(begin, end)) : []
}

function outermost(text: string): { begin: number; end: number }[] {
  const spans: { begin: number; end: number }[] = []
  let depth = 0
  let begin = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{') {
      if (depth === 0) begin = index
      depth += 1
    } else if (token === '}') {
      depth -= 1
      if (depth === 0) spans.push({ begin, end: index + 1 })
    }
  }
  return spans
}
