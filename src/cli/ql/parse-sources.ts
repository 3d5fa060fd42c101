import type { AppendCols, Join, Lookup, Moment, Query, Source } from './commands.ts'
import { toField } from './parse-expression.ts'
import { parseLiteral, parsePeriod } from './parse-literal.ts'
import { parseOptions, readBoolean } from './parse-options.ts'
import { QueryError } from './query-error.ts'
import { fail, isName, type TokenReader } from './token-reader.ts'

const MAX_APPENDED = 10_000

/** Parses `SOURCE 'a', 'b' start=-1d end=now` and `SOURCE logGroups(namePrefix: ['a'])`. */
export function parseSource(tokens: TokenReader): Source {
  const token = tokens.peek()
  const isCall = token.kind === 'word' && /^(loggroups|datasource|loggrouptags)$/i.test(token.value)
  const chosen = isCall
    ? parseLogGroups(tokens)
    : { names: names(tokens, () => parseName(tokens)), isPrefix: false }
  const times = parseOptions(tokens, { start: parseMoment, end: parseMoment })
  return { kind: 'source', ...chosen, start: times.start, end: times.end }
}

function parseLogGroups(tokens: TokenReader): { names: string[]; isPrefix: boolean } {
  const { value, at } = tokens.next()
  if (value.toLowerCase() !== 'loggroups') {
    throw new QueryError(`'${value}' exists only on CloudWatch: files have no tags and sources`, {
      at,
    })
  }
  tokens.expect('(')
  const option = tokens.name('namePrefix')
  if (option.value.toLowerCase() !== 'nameprefix') {
    throw new QueryError(`'${option.value}' exists only on CloudWatch: use namePrefix`, option)
  }
  tokens.expect(':')
  tokens.expect('[')
  const prefixes = names(tokens, () => String(parseLiteral(tokens).value))
  tokens.expect(']')
  if (tokens.accept(',')) {
    const other = tokens.name("')'")
    throw new QueryError(`'${other.value}' exists only on CloudWatch`, { at: other.at })
  }
  tokens.expect(')')
  return { names: prefixes, isPrefix: true }
}

function parseName(tokens: TokenReader): string {
  const token = tokens.peek()
  if (token.kind === 'text' || isName(token)) return tokens.next().value
  return fail('the name of a log group', token)
}

function parseMoment(tokens: TokenReader): Moment {
  if (tokens.accept('-')) return { before: parsePeriod(tokens) }
  const { at } = tokens.peek()
  if (tokens.accept('now')) return { before: { kind: 'period', count: 0, unit: 'ms', at } }
  const { value } = parseLiteral(tokens)
  const ms = typeof value === 'number' ? value : Date.parse(value)
  if (!Number.isFinite(ms)) throw new QueryError(`'${value}' is no time`, { at })
  return { ms }
}

/** Parses `join type=inner left=a right=b where a.x=b.y (SOURCE …)`. */
export function parseJoin(tokens: TokenReader, at: number): Join {
  const {
    type = 'inner',
    left,
    right,
  } = parseOptions(tokens, {
    type: parseName,
    left: parseName,
    right: parseName,
  })
  if (left === undefined || right === undefined) {
    throw new QueryError('join needs left=… and right=…', { at })
  }
  if (type !== 'inner' && type !== 'left') {
    throw new QueryError(`join has the types inner and left, not '${type}'`, { at })
  }
  tokens.expect('where')
  const first = parseKey(tokens, [left, right])
  tokens.expect('=')
  const second = parseKey(
    tokens,
    [left, right].filter((alias) => alias !== first.alias),
  )
  tokens.expect('(')
  const query = tokens.subquery() as Query
  const [leftKey, rightKey] =
    first.alias === left ? [first.key, second.key] : [second.key, first.key]
  return { kind: 'join', type, left, right, leftKey, rightKey, query }
}

function parseKey(tokens: TokenReader, aliases: readonly string[]): { alias: string; key: string } {
  const { value, at } = tokens.name('a field')
  const alias = aliases.find((name) => value.startsWith(`${name}.`))
  if (alias === undefined) {
    const forms = aliases.map((name) => `${name}.field`).join(' or ')
    throw new QueryError(`Expected ${forms}, got '${value}'`, { at })
  }
  return { alias, key: value.slice(alias.length + 1) }
}

/** Parses `appendcols [override=true] [max=10] (…)`. */
export function parseAppendCols(tokens: TokenReader): AppendCols {
  const { override = false, max = MAX_APPENDED } = parseOptions(tokens, {
    override: readBoolean,
    max: (reader) => Number(parseLiteral(reader).value),
  })
  tokens.expect('(')
  return { kind: 'appendcols', override, max, query: tokens.subquery() as Query }
}

/** Parses `lookup table column [as field], … OUTPUT column, …`. */
export function parseLookup(tokens: TokenReader, cidr: boolean): Lookup {
  const table = tokens.name('the name of a table').value
  const pairs = names(tokens, () => {
    const first = tokens.name('a field')
    return { first, second: tokens.accept('as') ? tokens.name('a name') : first }
  })
  const matches = pairs.map(({ first, second }) =>
    cidr
      ? { column: second.value, field: toField(first) }
      : { column: first.value, field: toField(second) },
  )
  const isNew = tokens.accept('outputnew') !== undefined
  if (!isNew) tokens.expect('output')
  const outputs = names(tokens, () => {
    const column = tokens.name('a column').value
    return { column, name: tokens.accept('as') ? tokens.name('a name').value : column }
  })
  return { kind: 'lookup', table, cidr, matches, override: !isNew, outputs }
}

function names<T>(tokens: TokenReader, parseItem: () => T): T[] {
  const items = [parseItem()]
  while (tokens.accept(',')) items.push(parseItem())
  return items
}
