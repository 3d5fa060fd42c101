import { createRequire } from 'node:module'
import path from 'node:path'
import type { ParserOptions } from '@babel/parser'
import type { File } from '@babel/types'

/** Parses the text of a source file. Returns `undefined` if it has no syntax that is known. */
export type Parse = (code: string, file: string) => File | undefined

interface Parser {
  parse(code: string, options: ParserOptions): File
}

/** Where Babel's parser is found: installed, or as the copy that every Next.js 15 and 16 contains. */
const PLACES = ['@babel/parser', 'next/dist/compiled/babel/parser']

/**
 * Loads Babel's parser: the one beside hoptrace, or of a project in one of the folders.
 * @returns `undefined` if there is none
 */
export function loadParser(folders: readonly string[]): Parse | undefined {
  const bases = [
    import.meta.filename,
    ...folders.map((folder) => path.join(folder, 'package.json')),
  ]
  for (const base of bases) {
    const require = createRequire(base)
    for (const place of PLACES) {
      const parser = requireOptional(require, place)
      if (parser !== undefined) return (code, file) => parse(parser, code, file)
    }
  }
  return undefined
}

function requireOptional(require: NodeJS.Require, place: string): Parser | undefined {
  try {
    return require(place) as Parser
  } catch {
    return undefined
  }
}

function parse(parser: Parser, code: string, file: string): File | undefined {
  const isTypeScript = /\.[cm]?tsx?$/.test(file)
  try {
    return parser.parse(code, {
      sourceType: 'module',
      plugins: [
        'decorators-legacy',
        'decoratorAutoAccessors',
        // Babel 7, which Next.js contains, needs it for `using`.
        'explicitResourceManagement' as never,
        ...(isTypeScript ? (['typescript'] as const) : []),
        // In other TypeScript files, `<T>value` is an assertion.
        ...(isTypeScript && !file.endsWith('x') ? [] : (['jsx'] as const)),
      ],
      createParenthesizedExpressions: true,
      allowReturnOutsideFunction: true,
      errorRecovery: true,
    })
  } catch {
    return undefined
  }
}
