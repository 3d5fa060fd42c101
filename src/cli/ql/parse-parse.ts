import type { Body, Parse } from './commands.ts'
import { toField } from './parse-expression.ts'
import { QueryError } from './query-error.ts'
import { readGroups } from './regex-groups.ts'
import type { Field } from './syntax.ts'
import { fail, isKeyword, isName, type TokenReader } from './token-reader.ts'

/** Parses `parse [field] "glob" as a, …`, `parse [field] /regex/ …`, `parse [field] logfmt|csv as …`. */
export function parseParse(tokens: TokenReader): Parse {
  const field = parseField(tokens)
  const { kind, value, at } = tokens.peek()
  if (kind === 'text') {
    tokens.next()
    return {
      kind: 'parse',
      mode: 'glob',
      field,
      multi: false,
      pattern: value,
      ...glob(tokens, value, at),
    }
  }
  if (kind === 'pattern') {
    tokens.next()
    return { kind: 'parse', mode: 'regex', field, pattern: value, ...regex(tokens, value, at) }
  }
  const mode = tokens.accept('logfmt') ? 'logfmt' : tokens.accept('csv') ? 'csv' : undefined
  if (mode === undefined) return fail('a "glob", a /regex/, logfmt or csv', tokens.peek())
  tokens.expect('as')
  const names = parseNames(tokens)
  if (mode === 'logfmt' && names.length > 1) fail("'|' or the end of the query", tokens.peek())
  return { kind: 'parse', mode, field, pattern: '', names, multi: false }
}

function parseField(tokens: TokenReader): Field | undefined {
  const token = tokens.peek()
  const isMode = isKeyword(token, 'logfmt') || isKeyword(token, 'csv')
  return isName(token) && !isMode ? toField(tokens.next()) : undefined
}

function glob(tokens: TokenReader, pattern: string, at: number): { names: string[] } {
  tokens.expect('as')
  const names = parseNames(tokens)
  const count = pattern.split('*').length - 1
  if (count !== names.length) {
    throw new QueryError(`The pattern has ${count} *, and there are ${names.length} names`, { at })
  }
  return { names }
}

function regex(
  tokens: TokenReader,
  source: string,
  at: number,
): { names: string[]; multi: boolean } {
  const aliases = tokens.accept('as') ? parseNames(tokens) : []
  const multi = tokens.accept('multi') !== undefined
  const groups = readGroups(source).names
  if (groups.length === 0)
    throw new QueryError('The pattern has no group such as (?<name>…)', { at })
  return { names: nameGroups(groups, aliases, at), multi }
}

/** Names go to the groups without a name, else to all groups. A group without a name is left out: ''. */
function nameGroups(
  groups: readonly (string | undefined)[],
  aliases: readonly string[],
  at: number,
): string[] {
  const rest = [...aliases]
  const isNamed = groups.every((name) => name !== undefined)
  const names = groups.map((name) =>
    name === undefined || isNamed ? (rest.shift() ?? name ?? '') : name,
  )
  if (rest.length > 0) throw new QueryError('There are more names than groups', { at })
  if (names.every((name) => name === '')) throw new QueryError('The group has no name', { at })
  return names
}

function parseNames(tokens: TokenReader): string[] {
  const names = [tokens.name('a name').value]
  while (tokens.accept(',')) names.push(tokens.name('a name').value)
  return names
}

/** Parses `json field=f "a.b" as c`. */
export function parseJson(tokens: TokenReader): Body {
  tokens.expect('field')
  tokens.expect('=')
  const field = toField(tokens.name('a field'))
  const path = tokens.peek()
  if (path.kind !== 'text') return fail('a string such as "user.name"', path)
  tokens.next()
  tokens.expect('as')
  return { kind: 'json', field, path: path.value, name: tokens.name('a name').value }
}
