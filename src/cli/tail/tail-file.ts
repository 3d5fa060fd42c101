import { statSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { followFile } from '../live/follow-file.ts'
import { followInput } from '../live/follow-input.ts'
import { escapeControls } from '../terminal.ts'
import type { Tailed, TailView } from './tail-view.ts'

const STDIN = '-'
/** How much is read of what a file has at first. */
export const LAST_BYTES = 16 * 1024 * 1024

/**
 * Follows a file through its rotations until Ctrl-C, or standard input until it ends.
 * @returns what was left out
 * @throws CliError if it is no file
 */
export async function tailFile(file: string, view: TailView, io: CliIo): Promise<Tailed> {
  const add = (line: string): void => view.lines.add(line, { source: file })
  if (file === STDIN) {
    await followInput(io, add)
    return { leftOut: [] }
  }
  const found = statSync(file, { throwIfNoEntry: false })
  if (found !== undefined && !found.isFile()) {
    throw new CliError(`${file} is no file. Pass a pipe's content with --file -`)
  }
  const skipped = Math.max(0, (found?.size ?? 0) - LAST_BYTES)
  if (found === undefined) io.err.write(`${escapeControls(file)} doesn't exist yet.\n`)
  const follower = followFile(file, add, {
    last: LAST_BYTES,
    onProblem: (problem) =>
      io.err.write(`${escapeControls(file)} can't be read: ${escapeControls(problem)}\n`),
  })
  await new Promise<void>((resolve) => {
    if (io.interrupted.aborted) resolve()
    io.interrupted.addEventListener('abort', () => resolve())
  })
  follower.stop()
  const start = `the first ${(skipped / 1e6).toFixed(1)} MB of ${escapeControls(file)}`
  return { leftOut: skipped > 0 ? [start] : [] }
}
