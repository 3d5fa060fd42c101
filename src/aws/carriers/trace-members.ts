import { parseObject } from '../../core/lib/parse-object.ts'

// The closing quote is optional, so that no text is scanned twice.
const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[:,]/gs
/** A name that is spelled with escapes is longer than `_trace`. */
const MAX_NAME_LENGTH = 40

/**
 * Removes each `_trace` that is unwanted from the JSON text of an object, at any depth. The rest stays
 * the same, byte for byte. Any other text is returned as it is.
 */
export function withoutTraces(text: string, isUnwanted: (fields: object) => boolean): string {
  if (!/_trace|\\u/.test(text) || parseObject(text) === undefined) return text
  const parts: string[] = []
  let copied = 0
  for (const { comma, begin, value, end } of tracesIn(text)) {
    if (!isUnwanted(parseObject(text.slice(value, end)) ?? {})) continue
    // With the comma before it, unless that is gone with the member before.
    const hasComma = comma >= copied
    parts.push(text.slice(copied, hasComma ? comma : begin))
    copied = hasComma ? end : afterComma(text, end)
  }
  return parts.join('') + text.slice(copied)
}

/** Positions in a text. */
interface TraceMember {
  /** The comma before the name; -1 if there is none. */
  readonly comma: number
  readonly begin: number
  readonly value: number
  readonly end: number
}

function* tracesIn(text: string): Generator<TraceMember> {
  const tokens = text.matchAll(TOKEN)
  let [comma, begin, name, previous] = [-1, 0, '', '']
  for (const { 0: token, index } of tokens) {
    if (token === '{' && previous === ':' && isTraceName(name)) {
      yield { comma, begin, value: index, end: endOfObject(tokens) }
    } else if (token.startsWith('"') && previous !== ':') {
      ;[begin, name] = [index, token]
      if (previous !== ',') comma = -1
    } else if (token === ',') comma = index
    previous = token
  }
}

function endOfObject(tokens: Iterator<RegExpExecArray>): number {
  let depth = 1
  let end = 0
  while (depth > 0) {
    const { 0: token, index } = tokens.next().value as RegExpExecArray
    if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    end = index + 1
  }
  return end
}

function afterComma(text: string, from: number): number {
  const comma = /\s*,/y
  comma.lastIndex = from
  return comma.test(text) ? comma.lastIndex : from
}

function isTraceName(quoted: string): boolean {
  return quoted.length <= MAX_NAME_LENGTH && JSON.parse(quoted) === '_trace'
}
