import type { CliIo } from '../cli-io.ts'
import { FollowedLog } from '../live/followed-log.ts'
import { escapeControls } from '../terminal.ts'
import type { Tailed, TailView } from './tail-view.ts'

/** How much is read of what a file has at first. */
export const LAST_BYTES = 16 * 1024 * 1024

/**
 * Follows a file through its rotations until Ctrl-C, or a pipe or standard input until it ends.
 * @returns what was left out
 * @throws CliError if it is neither a file nor a pipe
 */
export async function tailFile(file: string, view: TailView, io: CliIo): Promise<Tailed> {
  const log = new FollowedLog(file)
  if (log.size === undefined) io.err.write(`${escapeControls(file)} doesn't exist yet.\n`)
  const skipped = Math.max(0, (log.size ?? 0) - LAST_BYTES)
  await log.follow((line) => view.lines.add(line, { source: file }), io, LAST_BYTES)
  const start = `the first ${(skipped / 1e6).toFixed(1)} MB of ${escapeControls(file)}`
  return { leftOut: skipped > 0 ? [start] : [] }
}
