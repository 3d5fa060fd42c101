import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { parseAst } from 'vitest/node'

/** What in a file can take more time than its input is long. */
export interface Places {
  readonly file: string
  /** How many regular expressions the file has. */
  readonly patterns: number
  /** Whether it has loops, or calls of methods that search a text. */
  readonly hasLoops: boolean
}

interface Node {
  readonly type: string
  readonly regex?: object
  readonly callee?: { readonly name?: string; readonly property?: { readonly name?: string } }
}

const LOOP = /^(For|While|DoWhile)/
const SEARCH = /^(split|replace(All)?|match(All)?|search|(lastI|i)ndexOf|trim(Start|End)?|exec)$/

/** Returns the files of src that have patterns or loops. */
export function placesInSources(): readonly Places[] {
  return globSync('src/**/*.ts')
    .map(placesIn)
    .filter(({ patterns, hasLoops }) => patterns > 0 || hasLoops)
}

function placesIn(file: string): Places {
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  const nodes = [...nodesOf(parseAst(code))]
  const patterns = nodes.filter(({ type, regex, callee }) => {
    return regex !== undefined || (type === 'NewExpression' && callee?.name === 'RegExp')
  })
  const loops = nodes.filter(({ type, callee }) => {
    return LOOP.test(type) || SEARCH.test(callee?.property?.name ?? '')
  })
  return { file, patterns: patterns.length, hasLoops: loops.length > 0 }
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') yield value as Node
  for (const member of Object.values(value)) yield* nodesOf(member)
}
