import type { AddTotals, AutoRegress, Body, FillMissing, Outlier } from './commands.ts'
import { toField } from './parse-expression.ts'
import { parseLiteral, parsePeriod } from './parse-literal.ts'
import { parseOptions, readBoolean } from './parse-options.ts'
import { QueryError } from './query-error.ts'
import type { Field } from './syntax.ts'
import { fail, isName, type TokenReader } from './token-reader.ts'

const MAX_LAG = 100
const HALF_AN_HOUR = { count: 30, unit: 'm' }

/** Parses `accum field [as name]`. */
export function parseAccum(tokens: TokenReader): Body {
  return { kind: 'accum', field: toField(tokens.name('a field')), name: parseAlias(tokens) }
}

/** Parses `autoregress field [as name] [p=1-4]`. */
export function parseAutoRegress(tokens: TokenReader): AutoRegress {
  const field = toField(tokens.name('a field'))
  const name = parseAlias(tokens)
  const { p = { from: 1, to: 1 } } = parseOptions(tokens, { p: parseLags })
  return { kind: 'autoregress', field, name, ...p }
}

function parseLags(tokens: TokenReader): { from: number; to: number } {
  const { at } = tokens.peek()
  const from = readNumber(tokens)
  const to = tokens.accept('-') ? readNumber(tokens) : from
  const fits = Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from
  if (fits && to <= MAX_LAG) return { from, to }
  throw new QueryError(`p takes a number of rows such as 1, or a range such as 1-4`, { at })
}

/** Parses `filldown [field…]`, in which `cpu*` stands for all names that begin so. */
export function parseFillDown(tokens: TokenReader): Body {
  const names: string[] = []
  for (;;) {
    const isWildcard = tokens.peek().value === '*'
    if (!isWildcard && !isName(tokens.peek())) return { kind: 'filldown', names }
    const begin = isWildcard ? '' : tokens.next().value
    names.push(tokens.accept('*') ? `${begin}*` : begin)
    tokens.accept(',')
  }
}

/** Parses `fillmissing [with 0 for field, …]`. */
export function parseFillMissing(tokens: TokenReader): FillMissing {
  const values: FillMissing['values'][number][] = []
  if (!tokens.accept('with')) return { kind: 'fillmissing', values }
  do {
    tokens.accept('with')
    const value = parseLiteral(tokens)
    tokens.expect('for')
    values.push({ value, field: toField(tokens.name('a field')) })
  } while (tokens.accept(','))
  return { kind: 'fillmissing', values }
}

/** Parses `outlier [action=remove] [param=2.5] [uselower=true] [mark=true] field…`. */
export function parseOutlier(tokens: TokenReader): Outlier {
  const {
    action = false,
    param = 2.5,
    uselower = false,
    mark = false,
  } = parseOptions(tokens, {
    action: parseAction,
    param: readNumber,
    uselower: readBoolean,
    mark: readBoolean,
  })
  const fields = parseFields(tokens)
  if (fields.length === 0) fail('a field', tokens.peek())
  return { kind: 'outlier', remove: action, factor: param, lower: uselower, mark, fields }
}

function parseAction(tokens: TokenReader): boolean {
  if (tokens.accept('remove')) return true
  return tokens.accept('transform') ? false : fail("'remove' or 'transform'", tokens.peek())
}

/** Parses `addtotals [fieldname=Total] [row=true] [col=false] [field, …]`. */
export function parseAddTotals(tokens: TokenReader): AddTotals {
  const {
    fieldname = 'Total',
    row = true,
    col = false,
  } = parseOptions(tokens, {
    fieldname: (reader) => reader.name('a name').value,
    row: readBoolean,
    col: readBoolean,
  })
  return { kind: 'addtotals', name: fieldname, row, col, fields: parseFields(tokens) }
}

/** Parses `sessionize field, … [maxspan 30m] [as name]`. */
export function parseSessionize(tokens: TokenReader): Body {
  const { at } = tokens.peek()
  const fields: Field[] = []
  do fields.push(toField(tokens.name('a field')))
  while (tokens.accept(','))
  const gap = tokens.accept('maxspan')
    ? parsePeriod(tokens)
    : ({ kind: 'period', ...HALF_AN_HOUR, at } as const)
  return { kind: 'sessionize', fields, gap, name: parseAlias(tokens) ?? 'session_id' }
}

function parseFields(tokens: TokenReader): Field[] {
  const fields: Field[] = []
  while (isName(tokens.peek())) {
    fields.push(toField(tokens.next()))
    tokens.accept(',')
  }
  return fields
}

function parseAlias(tokens: TokenReader): string | undefined {
  return tokens.accept('as') ? tokens.name('a name').value : undefined
}

function readNumber(tokens: TokenReader): number {
  const { kind, value } = tokens.peek()
  if (kind !== 'number') return fail('a number', tokens.peek())
  tokens.next()
  return Number(value)
}
