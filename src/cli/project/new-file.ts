import path from 'node:path'
import { DEFAULT_STYLE, styleOf } from '../source/style.ts'
import type { Gap } from './gap.ts'
import type { NextApp } from './next-app.ts'
import type { Project } from './untraced-exports.ts'

/** A file that an app needs. */
export interface NewFile {
  /** Without extension. */
  readonly name: string
  readonly problem: string
  /** The names that it imports from `hoptrace/next`. */
  readonly imports: readonly string[]
  readonly lines: (quote: string, end: string) => readonly string[]
}

/** Returns the gap that a missing file beside `app` is, written as the app's configuration is. */
export function newFile(
  { root }: Project,
  { source, config, isTypeScript, extensions }: NextApp,
  { name, problem, imports, lines }: NewFile,
): Gap {
  const { quote, end, newline } = config ? styleOf(config) : DEFAULT_STYLE
  const language = isTypeScript ? 'ts' : 'js'
  const extension = extensions.find((each) => each.split('.').at(-1) === language) ?? language
  const file = path.join(source, `${name}.${extension}`)
  const from = `${quote}hoptrace/next${quote}${end}`
  const text = [
    ...(imports.length === 0 ? [] : [`import { ${imports.join(', ')} } from ${from}`, '']),
    ...lines(quote, end),
    '',
  ]
  const about = path.relative(root, file)
  const remedy = `Create ${about}: npx hoptrace init --write does`
  return { about, problem, remedy, change: { file, content: text.join(newline) } }
}
