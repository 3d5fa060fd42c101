import type { ImportDeclaration, Statement } from '@babel/types'
import { type Edit, insert } from './edit.ts'
import { identifiersOf } from './identifiers.ts'
import { requiredBy } from './imports.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'

/** Spaces that are left out between an added line and the code after it. */
const MAX_SPACES = 100

/** A name as it is called in a file, and the edits that import it. */
export interface ImportEdit {
  readonly name: string
  readonly edits: readonly Edit[]
}

/** Imports a name, unless the file does already: `require` in CommonJS. */
export function importName(module: Module, name: string, from: string): ImportEdit {
  for (const [local, imported] of module.imports) {
    if (imported.from === from && imported.name === name) return { name: local, edits: [] }
  }
  const isTaken = identifiersOf(module.program).has(name)
  const local = isTaken ? `hoptrace${name[0]?.toUpperCase()}${name.slice(1)}` : name
  return { name: local, edits: [isCommonJs(module) ? required() : imported()] }

  function imported(): Edit {
    const specifier = local === name ? name : `${name} as ${local}`
    const last = module.program.body.find((each) => takesNames(each, from))?.specifiers.at(-1)
    if (last !== undefined) return insert(last.end ?? 0, `, ${specifier}`)
    const { quote, end } = styleOf(module)
    return addLine(module, `import { ${specifier} } from ${quote}${from}${quote}${end}`)
  }

  function required(): Edit {
    const { quote, end } = styleOf(module)
    const specifier = local === name ? name : `${name}: ${local}`
    const line = `const { ${specifier} } = require(${quote}${from}${quote})${end}`
    return addLine(module, line, firstRequires(module).at(-1))
  }
}

/** Adds a line after a statement, by default the last import, else before the first statement. */
export function addLine(
  module: Module,
  line: string,
  statement: Statement | undefined = module.program.body.findLast(isImport),
): Edit {
  const { code, program } = module
  const { newline } = styleOf(module)
  const last = statement ?? program.directives.at(-1)
  if (last !== undefined) {
    const at = endOfLine(code, last.end ?? 0)
    // Other code may stand in the same line.
    const rest = /^[ \t]*(?=[^ \t\r\n])/.exec(code.slice(at, at + MAX_SPACES))?.[0]
    if (rest === undefined) return insert(at, newline + line)
    return { start: at, end: at + rest.length, text: newline + line + newline }
  }
  const [first] = program.body
  const isImportToBe = first?.type === 'ExportNamedDeclaration' && first.source != null
  return insert(startOf(module), line + newline + (isImportToBe ? '' : newline))
}

function takesNames(statement: Statement, from: string): statement is ImportDeclaration {
  return (
    statement.type === 'ImportDeclaration' &&
    statement.source.value === from &&
    statement.importKind !== 'type' &&
    statement.specifiers.at(-1)?.type === 'ImportSpecifier'
  )
}

function isImport({ type }: Statement): boolean {
  return type === 'ImportDeclaration'
}

/** Those before any other statement, which could need what is added. */
function firstRequires({ program }: Module): Statement[] {
  const other = program.body.findIndex((statement) => !isRequire(statement) && !isImport(statement))
  return other === -1 ? program.body : program.body.slice(0, other)
}

function isRequire(statement: Statement): boolean {
  return (
    statement.type === 'VariableDeclaration' &&
    statement.declarations.some(({ init }) => requiredBy(init) !== undefined)
  )
}

function isCommonJs({ file, program }: Module): boolean {
  if (/\.[cm]?tsx?$/.test(file) || file.endsWith('.mjs')) return false
  if (program.body.some(({ type }) => /^(Import|Export)\w*Declaration$/.test(type))) return false
  const names = identifiersOf(program)
  return ['require', 'exports', 'module'].some((name) => names.has(name))
}

/** After a comment that ends the line, too. */
function endOfLine(code: string, from: number): number {
  const rest = /^[ \t;]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(code.slice(from))
  return from + (rest?.[0].length ?? 0)
}

/** Before the first statement and the comment that belongs to it: one without an empty line after it. */
function startOf({ code, program }: Module): number {
  const [first] = program.body
  if (first === undefined) return code.length
  let start = first.start ?? 0
  for (const comment of (first.leadingComments ?? []).toReversed()) {
    const between = code.slice(comment.end ?? 0, start)
    if (/\n\s*\n/.test(between)) break
    start = comment.start ?? 0
  }
  const byteOrderMark = code.startsWith('\uFEFF') ? 1 : 0
  const line = Math.max(byteOrderMark, code.lastIndexOf('\n', start - 1) + 1)
  return code.slice(line, start).trim() === '' ? line : start
}
