import { CliError, UsageError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { FollowedLog } from './followed-log.ts'
import type { LiveView } from './live-view.ts'
import { findRunningDevs } from './own-folder.ts'
import { type PageChoice, showPage } from './page-flags.ts'

/**
 * Shows the requests of a log, until it ends or Ctrl-C is pressed.
 * @param given its name. Default: that of the newest `hoptrace dev` in this folder
 * @throws CliError if there is none
 */
export async function watchLog(
  given: string | undefined,
  view: LiveView & PageChoice,
  io: CliIo,
): Promise<void> {
  const name = given ?? runningLog()
  const log = new FollowedLog(name)
  if (log.size === undefined) throw new CliError(`There is no file ${name}`)
  const page = await showPage(view.traces, view, io)
  try {
    await log.follow(view.add, io)
    view.end()
  } finally {
    page.close()
  }
}

function runningLog(): string {
  const [running] = findRunningDevs()
  if (running !== undefined) return running.file
  throw new UsageError('Pass a command, --file, or start another hoptrace dev in this folder first')
}
