import { parseExpression, toField } from './parse-expression.ts'
import { QueryError } from './query-error.ts'
import type { Command, Field, NamedExpression, Query, SortKey } from './syntax.ts'
import { fail, readTokens, type TokenReader } from './token-reader.ts'

/** CloudWatch's limit, in characters. */
const MAX_LENGTH = 10_000
const MAX_ROWS = 100_000

/** A command without its position. */
type Body<T = Command> = T extends Command ? Omit<T, 'at'> : never

const COMMANDS: Readonly<Record<string, (tokens: TokenReader) => Body>> = {
  fields: (tokens) => ({ kind: 'fields', items: parseNamed(tokens) }),
  display: (tokens) => ({ kind: 'display', items: parseNamed(tokens) }),
  filter: (tokens) => ({ kind: 'filter', condition: parseExpression(tokens) }),
  where: (tokens) => ({ kind: 'filter', condition: parseExpression(tokens) }),
  stats: (tokens) => ({
    kind: 'stats',
    items: parseNamed(tokens),
    by: tokens.accept('by') ? parseNamed(tokens) : [],
  }),
  sort: (tokens) => ({ kind: 'sort', keys: list(tokens, parseSortKey) }),
  limit: (tokens) => ({ kind: 'limit', count: parseCount(tokens) }),
  dedup: (tokens) => ({ kind: 'dedup', fields: list(tokens, parseField) }),
}

/**
 * Parses a query in Logs Insights QL.
 * @throws QueryError if the text is not QL, or has a command that is not supported over files
 */
export function parse(text: string): Query {
  if (text.length > MAX_LENGTH) throw new QueryError(`A query has at most ${MAX_LENGTH} characters`)
  const tokens = readTokens(text)
  const commands: Command[] = []
  tokens.accept('|')
  do commands.push(parseCommand(tokens))
  while (tokens.accept('|'))
  if (tokens.peek().kind !== 'end') fail("'|' or the end of the query", tokens.peek())
  return commands
}

function parseCommand(tokens: TokenReader): Command {
  const { value, at } = tokens.name('a command')
  const name = value.toLowerCase()
  const parseBody = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (parseBody === undefined) {
    const known = Object.keys(COMMANDS).join(', ')
    throw new QueryError(`'${value}' is not supported over files. Commands: ${known}`, { at })
  }
  return { ...parseBody(tokens), at } as Command
}

function parseNamed(tokens: TokenReader): NamedExpression[] {
  return list(tokens, () => {
    const { at } = tokens.peek()
    const expression = parseExpression(tokens)
    const alias = tokens.accept('as') ? tokens.name('a name').value : undefined
    return { expression, alias, at }
  })
}

function parseSortKey(tokens: TokenReader): SortKey {
  const expression = parseExpression(tokens)
  if (tokens.accept('desc')) return { expression, descending: true }
  tokens.accept('asc')
  return { expression, descending: false }
}

function parseField(tokens: TokenReader): Field {
  return toField(tokens.name('a field'))
}

function parseCount(tokens: TokenReader): number {
  const token = tokens.next()
  const count = Number(token.value)
  const fits = token.kind === 'number' && Number.isInteger(count) && count >= 1 && count <= MAX_ROWS
  return fits ? count : fail(`a number of rows from 1 to ${MAX_ROWS}`, token)
}

function list<T>(tokens: TokenReader, parseItem: (tokens: TokenReader) => T): T[] {
  const items = [parseItem(tokens)]
  while (tokens.accept(',')) items.push(parseItem(tokens))
  return items
}
