import path from 'node:path'
import { type Module, moduleOf, readModule } from './module.ts'
import type { Parse } from './parser.ts'
import { resolveImport } from './resolve.ts'
import { type Alias, readAliases } from './tsconfig.ts'

/** Reads the sources of a project, each once. */
export interface Sources {
  /** Returns a module, or `undefined` if it can't be read or parsed. */
  read(file: string): Module | undefined
  /** Reads a text as if it were a file. */
  parse(file: string, code: string): Module | undefined
  /** Returns the file of an import. Returns `undefined` for packages. */
  resolve(specifier: string, from: string): string | undefined
}

/** Creates `Sources`. */
export function createSources(parse: Parse): Sources {
  const modules = new Map<string, Module | undefined>()
  const aliases = new Map<string, Alias[]>()
  const aliasesOf = (folder: string): Alias[] => {
    const known = aliases.get(folder) ?? readAliases(folder, parse)
    aliases.set(folder, known)
    return known
  }
  return {
    read(file) {
      if (!modules.has(file)) modules.set(file, readModule(file, parse))
      return modules.get(file)
    },
    parse: (file, code) => moduleOf(file, code, parse),
    resolve: (specifier, from) => resolveImport(specifier, from, aliasesOf(path.dirname(from))),
  }
}
