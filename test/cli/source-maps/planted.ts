import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../../local/root.ts'

/** The app whose functions throw on lines with a mark. */
export const PLANTED = path.join(ROOT, 'test/e2e/next/apps/planted')

/** The place of each planted throw, such as `lib/cart.ts:12`, by its name. */
export const PLACES: Readonly<Record<string, string>> = Object.fromEntries(
  globSync('lib/*.ts', { cwd: PLANTED }).flatMap((file) =>
    readFileSync(path.join(PLANTED, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const [, name] = /\/\/ planted: (\w+)$/.exec(line) ?? []
        return name === undefined ? [] : [[name, `${file}:${index + 1}`]]
      }),
  ),
)

/** Returns the place of the first frame that is shown in the sources: `lib/cart.ts:12`. */
export function placeIn(text: string): string | undefined {
  return /^ +at (?:.*\()?([^(\s]+\.tsx?:\d+):\d+\)?$/m.exec(text)?.[1]
}
