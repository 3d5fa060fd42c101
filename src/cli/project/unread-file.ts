import path from 'node:path'
import { readText } from '../source/read-text.ts'
import type { Gap } from './gap.ts'
import type { Project } from './untraced-exports.ts'

/** Returns the gap that a source is which can't be read or parsed. */
export function unreadFile({ root }: Project, file: string): Gap {
  const about = path.relative(root, file)
  return readText(file) === undefined
    ? {
        about,
        problem: 'The file can’t be read as UTF-8, so it is not checked',
        remedy: 'Save it as UTF-8, with permission to read it',
      }
    : {
        about,
        problem: 'The file has a syntax error, so it is not checked',
        remedy: 'Correct it',
      }
}
