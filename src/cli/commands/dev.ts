import { setFlagsFromString } from 'node:v8'
import { UsageError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { followFile } from '../live/follow-file.ts'
import { adviceFor } from '../live/hidden-variables.ts'
import { createLiveView, type LiveView } from '../live/live-view.ts'
import { createOwnFiles, type OwnFiles } from '../live/own-folder.ts'
import {
  PAGE_FLAGS,
  PAGE_HELP,
  type PageChoice,
  readPageFlags,
  showPage,
} from '../live/page-flags.ts'
import { type Commands, type Ended, runCommands } from '../live/run-commands.ts'
import type { ServedPage } from '../live/server/serve.ts'
import { watchLog } from '../live/watch-log.ts'
import { parseFlags } from '../parse-command-line.ts'
import { reportError } from '../report-error.ts'
import { SOURCE_MAPS_FLAGS } from '../source-maps/open.ts'
import { escapeControls } from '../terminal.ts'

const FLAGS = {
  ...SOURCE_MAPS_FLAGS,
  also: { type: 'string', multiple: true },
  file: { type: 'string' },
  quiet: { type: 'boolean' },
  ...PAGE_FLAGS,
  ci: { type: 'boolean' },
} as const

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>

/** `hoptrace dev` */
export const devCommand: Command = {
  summary: 'Runs a command, and shows its requests as they end.',
  help: `hoptrace dev -- next dev
hoptrace dev --also "serverless offline" -- next dev
hoptrace dev --file records.ndjson
hoptrace dev --ci -- npm test

Runs a command on this terminal, and shows each request when it ends, over all services: here, and on a
page of this machine, whose address is printed. The exit code is the command's. The records go to a file
in .hoptrace, so that nothing else on the terminal changes: HOPTRACE_FILE and HOPTRACE_FORMAT=none are
set for the command. Without a command, shows the requests of a file, or those of the hoptrace dev that
runs in this folder.

  --also <command>        Runs another command beside it, which is stopped at the end. May be repeated.
  --file <path>           Follows a file or a pipe instead of running a command; - is standard input.
  --quiet                 Prints no requests.
${PAGE_HELP}
  --ci                    Shows nothing while the command runs. If it fails, prints the requests that
                          failed, never ended or broke an expectTrace, else the last five, and writes
                          them to hoptrace-ci.html.
  --source-maps <folder>  A build, such as .next or dist: stacks show the lines of its sources. May be
                          repeated. Default: those in this folder.`,
  flags: FLAGS,
  async run(args, io) {
    // It runs for days beside what needs the memory.
    setFlagsFromString('--optimize-for-size')
    const split = args.includes('--') ? args.indexOf('--') : args.length
    const flags = readFlags(args.slice(0, split))
    const command = args.slice(split + 1)
    if (command.length === 0) {
      const lonely = flags.also === undefined ? flags.ci && '--ci' : '--also'
      if (lonely) throw new UsageError(`${lonely} needs a command after --`)
      await watchLog(flags.file, createView(flags, io), io)
      return EXIT.found
    }
    if (flags.file !== undefined) throw new UsageError('Pass either --file or a command')
    const commands = { main: command, also: flags.also ?? [] }
    if ([command[0], ...commands.also].some((one) => one?.trim() === '')) {
      throw new UsageError('A command is empty')
    }
    io.outliveReader?.()
    const ended = await (flags.ci ? runInCi : runAndShow)(commands, flags, io)
    if (ended.signal !== undefined) io.dieBy?.(ended.signal)
    return ended.code
  },
}

function createView(flags: Flags, io: CliIo): LiveView & PageChoice {
  const isQuiet = (flags.quiet || flags.ci) ?? false
  const view = createLiveView({ isQuiet, sourceMaps: flags['source-maps'] }, io)
  return { ...readPageFlags(flags), ...view }
}

function readFlags(args: readonly string[]): Flags {
  try {
    return parseFlags(args, FLAGS)
  } catch (cause) {
    const isWord = cause instanceof UsageError && cause.message.startsWith('Unexpected argument')
    if (!isWord) throw cause
    throw new UsageError(`${cause.message}. A command stands after --: hoptrace dev -- next dev`, {
      cause,
    })
  }
}

async function runAndShow(commands: Commands, flags: Flags, io: CliIo): Promise<Ended> {
  const view = createView(flags, io)
  const files = createOwnFiles()
  let page: ServedPage | undefined
  const show = async (): Promise<void> => {
    page = await showPage(view.traces, view, io)
  }
  try {
    // The command waits for the page only if its port may be taken.
    if (view.port !== undefined) await show()
    const running = runAndFollow(commands, files, view, io)
    await sayFailure(io, async () => {
      if (page === undefined) await show()
      if (page !== undefined) files.announce(page.url)
    })
    return await running
  } finally {
    page?.close()
    files.close()
  }
}

async function runInCi(commands: Commands, flags: Flags, io: CliIo): Promise<Ended> {
  const view = createView(flags, io)
  const ended = await runAndFollow(commands, createOwnFiles(), view, io)
  const { reportFailed } = await import('../live/report-failed.ts')
  await sayFailure(io, () => {
    if (ended.code !== 0) reportFailed(view.traces, view.maps(), io)
  })
  return ended
}

/** Runs commands whose records become traces. */
async function runAndFollow(
  commands: Commands,
  { records }: OwnFiles,
  view: LiveView,
  io: CliIo,
): Promise<Ended> {
  const follower = followFile(records, {
    onLine: view.add,
    onProblem: (problem) => io.err.write(`${escapeControls(`${records} ${problem}`)}\n`),
  })
  const { main, also } = commands
  for (const advice of adviceFor([main.join(' '), ...also])) io.err.write(`${advice}\n`)
  const variables = { HOPTRACE_FILE: records, HOPTRACE_FORMAT: 'none' }
  const given = io.env.HOPTRACE_FILE
  if (given) {
    io.err.write(`${escapeControls(given)} gets no records: HOPTRACE_FILE is ${records}.\n`)
  }
  const ended = await runCommands(commands, variables, io)
  follower.stop()
  view.end()
  return ended
}

/** Says why something fails beside a command, whose exit code counts. */
async function sayFailure(io: CliIo, run: () => void | Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    reportError(error, 'dev', io)
  }
}
