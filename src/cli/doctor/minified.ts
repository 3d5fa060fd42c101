import type { RequestRecord } from '../../lines/record.ts'
import { plural } from '../plural.ts'
import { type Frame, parseFrame } from '../source-maps/frame.ts'
import type { MapFolder } from '../source-maps/map-folder.ts'
import { BUILDS } from '../source-maps/open.ts'
import type { Finding } from './finding.ts'

/** Lines that people write are shorter. */
const MIN_COLUMN = 300
const MAX_FRAMES = 20
/** The build of a Next.js app, which is checked by its settings. */
const NEXT = /(?:^|\/)\.next\//

/** Checks for errors whose stacks name minified lines that no build of the project maps. */
export function checkMinified(
  records: readonly RequestRecord[],
  builds: readonly MapFolder[],
): Omit<Finding, 'about'> | undefined {
  const frames = records.flatMap(({ error }) => minifiedFrame(error?.stack ?? '') ?? [])
  const unmapped = frames.filter((frame) => builds.every((build) => !build.originOf(frame)))
  const [first] = unmapped
  if (first === undefined) return undefined
  const place = `${first.file.split('/').at(-1)}:${first.line}:${first.column}`
  return {
    problem: `${plural(unmapped.length, 'error')} at a minified line, such as ${place}, without a source map in ${BUILDS.join(', ')} here`,
    remedy:
      "Let the bundler write maps (esbuild: sourcemap: true; webpack: devtool: 'hidden-source-map'), and keep them: npx hoptrace source-maps collect. If they are elsewhere: npx hoptrace trace --source-maps <folder>",
  }
}

function minifiedFrame(stack: string): Frame | undefined {
  return stack
    .split('\n', MAX_FRAMES)
    .flatMap((line) => parseFrame(line) ?? [])
    .find(
      ({ file, column }) => column > MIN_COLUMN && !file.startsWith('node:') && !NEXT.test(file),
    )
}
