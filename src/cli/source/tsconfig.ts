import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Program } from '@babel/types'
import { literalOf } from './literal.ts'
import type { Parse } from './parser.ts'
import { readText } from './read-text.ts'

/** What begins with `prefix` and ends with `suffix` is looked up in these places, which may have a `*`. */
export interface Alias {
  readonly prefix: string
  readonly suffix: string
  readonly hasStar: boolean
  readonly places: readonly string[]
}

/** A configuration, as somebody has written it: each member may have any type. */
interface Config {
  readonly extends?: unknown
  readonly compilerOptions?: { readonly baseUrl?: unknown; readonly paths?: unknown } | null
}

/** Returns the `paths` of the nearest `tsconfig.json` or `jsconfig.json` at or above a folder. */
export function readAliases(folder: string, parse: Parse): Alias[] {
  for (let at = folder; ; at = path.dirname(at)) {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const file = path.join(at, name)
      if (existsSync(file)) return aliasesIn(file, parse)
    }
    if (at === path.dirname(at) || existsSync(path.join(at, '.git'))) return []
  }
}

function aliasesIn(file: string, parse: Parse, seen: ReadonlySet<string> = new Set()): Alias[] {
  if (seen.has(file) || !existsSync(file)) return []
  const config = readConfig(file, parse)
  const { baseUrl, paths } = config?.compilerOptions ?? {}
  const base = path.resolve(path.dirname(file), typeof baseUrl === 'string' ? baseUrl : '.')
  if (typeof paths === 'object' && paths !== null)
    return Object.entries(paths).map(([pattern, places]) => toAlias(pattern, textsIn(places), base))
  const inherited = textsIn(config?.extends).filter((name) => name.startsWith('.'))
  const aliases = inherited.flatMap((name) => {
    const parent = path.resolve(path.dirname(file), name)
    const withExtension = parent.endsWith('.json') ? parent : `${parent}.json`
    return aliasesIn(withExtension, parse, new Set([...seen, file]))
  })
  const fromBase = { prefix: '', suffix: '', hasStar: true, places: [path.join(base, '*')] }
  return baseUrl === undefined ? aliases : [...aliases, fromBase]
}

function toAlias(pattern: string, places: readonly string[], base: string): Alias {
  const [prefix = '', suffix] = pattern.split('*')
  return {
    prefix,
    suffix: suffix ?? '',
    hasStar: suffix !== undefined,
    places: places.map((place) => path.resolve(base, place)),
  }
}

function textsIn(value: unknown): string[] {
  return [value].flat().filter((each) => typeof each === 'string')
}

// A configuration may have comments and trailing commas, as a program may.
function readConfig(file: string, parse: Parse): Config | undefined {
  const text = readText(file)?.replace(/^\uFEFF/, '')
  const program = parse(`(${text}\n)`, 'tsconfig.js')?.program as Program | undefined
  const statement = program?.body[0]
  if (statement?.type !== 'ExpressionStatement') return undefined
  return literalOf(statement.expression) as Config | undefined
}
