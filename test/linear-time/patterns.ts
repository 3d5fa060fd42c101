import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { parseAst } from 'vitest/node'

/** A regular expression of the sources, and where it stands. */
export interface Pattern {
  readonly place: string
  readonly pattern: RegExp
  /** Whether the sources put it together. */
  readonly isMade: boolean
}

interface Node {
  readonly type: string
  readonly regex?: { readonly pattern: string; readonly flags: string }
}

const Original = RegExp
const made: Pattern[] = []

/** A frame of a stack, in a source file. */
const SOURCE = /(?<!node_modules.*)\/(src\/\S+\.ts)/

// Evaluated before the sources are: it sees the patterns that they put together.
globalThis.RegExp = new Proxy(Original, {
  construct(target, given: [string | RegExp, string?]) {
    const pattern = new target(...given)
    const [, , caller = ''] = new Error().stack?.split('\n') ?? []
    const [, place] = SOURCE.exec(caller) ?? []
    if (place !== undefined) made.push({ place, pattern, isMade: true })
    return pattern
  },
})

/** Returns the patterns of src: those that stand there, and those that it has put together so far. */
export function patternsOfSources(): readonly Pattern[] {
  const all = [...globSync('src/**/*.ts').flatMap(patternsIn), ...made]
  return [...new Map(all.map((one) => [`${one.place} ${one.pattern}`, one])).values()]
}

function patternsIn(place: string): Pattern[] {
  const code = stripTypeScriptTypes(readFileSync(place, 'utf8'))
  return [...nodesOf(parseAst(code))].flatMap(({ regex }) =>
    regex === undefined
      ? []
      : [{ place, pattern: new Original(regex.pattern, regex.flags), isMade: false }],
  )
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') yield value as Node
  for (const member of Object.values(value)) yield* nodesOf(member)
}
