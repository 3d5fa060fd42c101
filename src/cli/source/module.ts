import type { Node, Program } from '@babel/types'
import { type ExportSite, readExports } from './exports.ts'
import { type Imported, readImports } from './imports.ts'
import { readLocals } from './locals.ts'
import type { Parse } from './parser.ts'
import { readText } from './read-text.ts'

/** A source file, with the names that it imports, declares and exports. */
export interface Module {
  readonly file: string
  readonly code: string
  readonly program: Program
  readonly comments: readonly string[]
  /** By local name. */
  readonly imports: ReadonlyMap<string, Imported>
  /** The declarations at the top of the file: what a name stands for. */
  readonly locals: ReadonlyMap<string, Node>
  /** By exported name; a default export has the name `default`. */
  readonly exports: ReadonlyMap<string, ExportSite>
  /** The modules all of whose names are exported. */
  readonly exportsAllOf: readonly string[]
}

/** Reads a source file. Returns `undefined` if it can't be read or parsed. */
export function readModule(file: string, parse: Parse): Module | undefined {
  const code = readText(file)
  return code === undefined ? undefined : moduleOf(file, code, parse)
}

/** Reads the text of a source file. */
export function moduleOf(file: string, code: string, parse: Parse): Module | undefined {
  const tree = parse(code, file)
  if (tree === undefined) return undefined
  const { program, comments } = tree
  return {
    file,
    code,
    program,
    // A comment of JSDoc begins with a star.
    comments: (comments ?? []).map(({ value }) => value.replace(/^[\s*]+/, '')),
    imports: readImports(program),
    locals: readLocals(program),
    exports: readExports(program),
    exportsAllOf: program.body.flatMap((statement) =>
      statement.type === 'ExportAllDeclaration' ? [statement.source.value] : [],
    ),
  }
}
