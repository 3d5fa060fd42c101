import type { Body, Command, Query } from './commands.ts'
import type { LintWarning } from './lint-warning.ts'
import { COMMANDS } from './parse-commands.ts'
import { QueryError } from './query-error.ts'
import { fail, readTokens, type TokenReader } from './token-reader.ts'
import { UNSUPPORTED_COMMANDS } from './unsupported.ts'

/** CloudWatch's limit, in characters. */
const MAX_LENGTH = 10_000

/**
 * Parses a query in Logs Insights QL.
 * @throws QueryError if the text is not QL, or has a command that is not supported over files
 */
export function parse(text: string): Query {
  return parseWithNotes(text).query
}

/** Parses a query. Also returns notes on words that CloudWatch doesn't document. */
export function parseWithNotes(text: string): { query: Query; notes: readonly LintWarning[] } {
  if (text.length > MAX_LENGTH) throw new QueryError(`A query has at most ${MAX_LENGTH} characters`)
  const tokens = readTokens(text, parseCommands)
  const query = parseCommands(tokens)
  if (tokens.peek().kind !== 'end') fail("'|' or the end of the query", tokens.peek())
  return { query, notes: tokens.notes }
}

function parseCommands(tokens: TokenReader): Command[] {
  const commands: Command[] = []
  tokens.accept('|')
  do commands.push(parseCommand(tokens, commands.length))
  while (tokens.accept('|'))
  return commands
}

/** Text after `--` is a comment in SQL. */
function refuseSqlComment(tokens: TokenReader): void {
  const { kind, value, at } = tokens.peek()
  if (kind === 'symbol' && value === '-')
    throw new QueryError("Expected a command, got '-'. Comments begin with '#'", { at })
}

function parseCommand(tokens: TokenReader, index: number): Command {
  refuseSqlComment(tokens)
  const { value, at } = tokens.name('a command')
  const name = value.toLowerCase()
  const parseBody = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (parseBody !== undefined) {
    if (name === 'source' && index > 0) {
      throw new QueryError('SOURCE must be the first command', { at })
    }
    return { ...(parseBody(tokens, at) as Body), at }
  }
  const reason = Object.hasOwn(UNSUPPORTED_COMMANDS, name) ? UNSUPPORTED_COMMANDS[name] : undefined
  if (reason !== undefined) {
    throw new QueryError(`'${value}' is not supported over files: ${reason}`, { at })
  }
  const known = Object.keys(COMMANDS).join(', ')
  throw new QueryError(`There is no command '${value}'. Commands: ${known}`, { at })
}
