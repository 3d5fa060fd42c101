import type { Body, Stats } from './commands.ts'
import { parseExpression, toField } from './parse-expression.ts'
import { parsePeriod } from './parse-literal.ts'
import { parseJson, parseParse } from './parse-parse.ts'
import {
  parseAccum,
  parseAddTotals,
  parseAutoRegress,
  parseFillDown,
  parseFillMissing,
  parseOutlier,
  parseSessionize,
} from './parse-series.ts'
import { parseAppendCols, parseJoin, parseLookup, parseSource } from './parse-sources.ts'
import type { Field, NamedExpression, SortKey } from './syntax.ts'
import { fail, type TokenReader } from './token-reader.ts'

const MAX_ROWS = 100_000

/** Parses a command. Its name was taken, at this position. */
type ParseBody = (tokens: TokenReader, at: number) => Body

const parseFilter: ParseBody = (tokens) => ({ kind: 'filter', condition: parseExpression(tokens) })
const parseCounted: ParseBody = (tokens) => ({ kind: 'countfrequent', fields: fields(tokens) })

/** The commands that are supported over files, by their names in lower case. */
export const COMMANDS: Readonly<Record<string, ParseBody>> = {
  fields: (tokens) => ({ kind: 'fields', items: parseNamed(tokens) }),
  display: (tokens) => ({ kind: 'display', items: parseNamed(tokens) }),
  filter: parseFilter,
  where: parseFilter,
  filterindex: parseFilter,
  stats: parseStats,
  sort: parseSort,
  limit: parseLimit,
  dedup: (tokens) => ({ kind: 'dedup', fields: fields(tokens) }),
  parse: parseParse,
  json: parseJson,
  source: parseSource,
  join: parseJoin,
  appendcols: parseAppendCols,
  lookup: (tokens) => parseLookup(tokens, false),
  cidrlookup: (tokens) => parseLookup(tokens, true),
  unnest: parseUnnest,
  expand: parseExpand,
  pattern: (tokens) => ({ kind: 'pattern', field: field(tokens) }),
  diff: parseDiff,
  addtotals: parseAddTotals,
  accum: parseAccum,
  autoregress: parseAutoRegress,
  filldown: parseFillDown,
  fillmissing: parseFillMissing,
  outlier: parseOutlier,
  sessionize: parseSessionize,
  countfrequent: parseCounted,
  count_frequent: parseCounted,
  unmask: () => ({ kind: 'unmask' }),
}

function parseStats(tokens: TokenReader): Stats {
  const items = parseNamed(tokens)
  const by = tokens.accept('by') ? parseNamed(tokens) : []
  const offset = tokens.accept('offset') ? parsePeriod(tokens) : undefined
  return { kind: 'stats', items, by, offset }
}

function parseSort(tokens: TokenReader, at: number): Body {
  if (tokens.accept('by'))
    tokens.notes.push({ message: 'CloudWatch documents sort without by', at })
  return { kind: 'sort', keys: list(tokens, parseSortKey) }
}

function parseNamed(tokens: TokenReader): NamedExpression[] {
  return list(tokens, () => {
    const { at } = tokens.peek()
    const expression = parseExpression(tokens)
    const text = tokens.textFrom(at)
    const alias = tokens.accept('as') ? tokens.name('a name').value : undefined
    return { expression, alias, text, at }
  })
}

function parseSortKey(tokens: TokenReader): SortKey {
  const expression = parseExpression(tokens)
  if (tokens.accept('desc')) return { expression, descending: true }
  tokens.accept('asc')
  return { expression, descending: false }
}

function parseLimit(tokens: TokenReader): Body {
  tokens.accept('any')
  const token = tokens.next()
  const count = Number(token.value)
  const fits = token.kind === 'number' && Number.isInteger(count) && count >= 1 && count <= MAX_ROWS
  return fits ? { kind: 'limit', count } : fail(`a number of rows from 1 to ${MAX_ROWS}`, token)
}

function parseUnnest(tokens: TokenReader): Body {
  const list = field(tokens)
  tokens.expect('into')
  return { kind: 'unnest', field: list, into: tokens.name('a name').value }
}

function parseExpand(tokens: TokenReader): Body {
  const list = field(tokens)
  return { kind: 'unnest', field: list, into: list.name }
}

const SHIFTS = ['previousday', 'previousweek', 'previousmonth'] as const

function parseDiff(tokens: TokenReader): Body {
  return { kind: 'diff', shift: SHIFTS.find((shift) => tokens.accept(shift)) }
}

function field(tokens: TokenReader): Field {
  return toField(tokens.name('a field'))
}

function fields(tokens: TokenReader): Field[] {
  return list(tokens, field)
}

function list<T>(tokens: TokenReader, parseItem: (tokens: TokenReader) => T): T[] {
  const items = [parseItem(tokens)]
  while (tokens.accept(',')) items.push(parseItem(tokens))
  return items
}
