import type { Module } from './module.ts'

/** How the code of a file is written. */
export interface Style {
  readonly quote: "'" | '"'
  /** `;` or nothing. */
  readonly end: ';' | ''
  readonly newline: '\n' | '\r\n'
}

/** The style of files in a project that shows none. */
export const DEFAULT_STYLE: Style = { quote: "'", end: '', newline: '\n' }

/** Returns the style of a file: that of its first import or text, and of its statements. */
export function styleOf(module: Pick<Module, 'code' | 'program'>): Style {
  const style = KNOWN.get(module.program) ?? readStyle(module)
  KNOWN.set(module.program, style)
  return style
}

const KNOWN = new WeakMap<Module['program'], Style>()

function readStyle({ code, program }: Pick<Module, 'code' | 'program'>): Style {
  const quote = /(?<=^import [^'"\n]*)['"]/m.exec(code)?.[0] ?? /['"]/.exec(code)?.[0]
  const ends = program.body.flatMap((statement) =>
    /Function|Class|TS|If|For|While|Try|Block/.test(statement.type) ||
    (statement.type.startsWith('Export') && !code.slice(0, statement.end ?? 0).endsWith(';'))
      ? []
      : [code[(statement.end ?? 0) - 1] === ';'],
  )
  const hasSemicolons = ends.includes(true) || (ends.length === 0 && /;\s*$/m.test(code))
  return {
    // Without a text in the file: what Prettier writes beside semicolons, and Standard without them.
    quote: (quote ?? (hasSemicolons ? '"' : "'")) === '"' ? '"' : "'",
    end: hasSemicolons ? ';' : '',
    newline: code.includes('\r\n') ? '\r\n' : '\n',
  }
}
