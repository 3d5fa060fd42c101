import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { CliError, UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { drawTrace } from '../live/draw-trace.ts'
import { followFile } from '../live/follow-file.ts'
import { followInput } from '../live/follow-input.ts'
import { freshSourceMaps } from '../live/fresh-source-maps.ts'
import type { FollowOptions } from '../live/growing-file.ts'
import { adviceFor } from '../live/hidden-variables.ts'
import { LiveTraces } from '../live/live-traces.ts'
import { createOwnFiles, findRunningDevs, type OwnFiles } from '../live/own-folder.ts'
import {
  PAGE_FLAGS,
  PAGE_HELP,
  type PageChoice,
  readPageFlags,
  showPage,
} from '../live/page-flags.ts'
import { type Commands, type Ended, runCommands } from '../live/run-commands.ts'
import type { ServedPage } from '../live/server/serve.ts'
import { parseFlags } from '../parse-command-line.ts'
import { SOURCE_MAPS_FLAGS } from '../source-maps/open.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { escapeLines } from '../terminal.ts'

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
  --file <path>           Follows a file instead of running a command; - is standard input.
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
    if (command.length === 0) return watch(flags, io)
    if (flags.file !== undefined) throw new UsageError('Pass either --file or a command')
    const commands = { main: command, also: flags.also ?? [] }
    if ([command[0], ...commands.also].some((one) => one?.trim() === '')) {
      throw new UsageError('A command is empty')
    }
    const ended = await (flags.ci ? runInCi : runAndShow)(commands, flags, io)
    if (ended.signal !== undefined) io.dieBy?.(ended.signal)
    return ended.code
  },
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

/** Traces that come in, and what they are shown with. */
interface View extends PageChoice {
  readonly traces: LiveTraces
  readonly maps: () => SourceMaps
  /** Reads a line of a log. */
  readonly add: (line: string) => void
}

function createView(flags: Flags, io: CliIo): View {
  const maps = freshSourceMaps(flags['source-maps'], io.now)
  const hasColour = wantsColour(io, io.out)
  const isQuiet = flags.quiet || flags.ci
  const traces = new LiveTraces((lines) => {
    if (!isQuiet) io.out.write(`${drawTrace(lines, maps, hasColour)}\n`)
  })
  let isSaid = false
  const add = (line: string): void => {
    if (traces.add(line) === 0 || isSaid) return
    isSaid = true
    io.err.write('Records inside of other lines are left out: anybody can print them.\n')
  }
  return { ...readPageFlags(flags), traces, maps, add }
}

async function runAndShow(commands: Commands, flags: Flags, io: CliIo): Promise<Ended> {
  const view = createView(flags, io)
  const files = createOwnFiles()
  let page: ServedPage | undefined
  try {
    // The command waits for the page only if its port may be taken.
    if (view.port !== undefined) page = await showPage(view.traces, view, io)
    const running = runAndFollow(commands, files, view, io)
    page ??= await showPage(view.traces, view, io)
    files.announce(page.url)
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
  if (ended.code !== 0) reportFailed(view.traces, view.maps(), io)
  return ended
}

/** Runs commands whose records become traces. */
async function runAndFollow(
  commands: Commands,
  { records }: OwnFiles,
  { traces, add }: View,
  io: CliIo,
): Promise<Ended> {
  const follower = followFile(records, add, reportTo(io, records))
  const { main, also } = commands
  for (const advice of adviceFor([main.join(' '), ...also])) io.err.write(`${advice}\n`)
  const variables = { HOPTRACE_FILE: records, HOPTRACE_FORMAT: 'none' }
  const ended = await runCommands(commands, variables, io)
  follower.stop()
  traces.end()
  return ended
}

/** Shows the requests of a file until Ctrl-C, or until standard input ends. */
async function watch(flags: Flags, io: CliIo): Promise<number> {
  const lonely = flags.also === undefined ? flags.ci && '--ci' : '--also'
  if (lonely) throw new UsageError(`${lonely} needs a command after --`)
  const file = flags.file === '-' ? undefined : fileOf(flags)
  const view = createView(flags, io)
  const { traces, add } = view
  const page = await showPage(view.traces, view, io)
  try {
    if (file === undefined) await followInput(io, add)
    else await followUntilStopped(file, add, io)
    traces.end()
    return EXIT.found
  } finally {
    page.close()
  }
}

async function followUntilStopped(
  file: string,
  add: (line: string) => void,
  io: CliIo,
): Promise<void> {
  const follower = followFile(file, add, reportTo(io, file))
  await new Promise<void>((resolve) => {
    if (io.interrupted.aborted) resolve()
    io.interrupted.addEventListener('abort', () => resolve())
  })
  follower.stop()
}

function reportTo({ err }: CliIo, file: string): Pick<FollowOptions, 'onProblem'> {
  return {
    onProblem: (problem) => err.write(`${escapeLines(`${file} can't be read: ${problem}`)}\n`),
  }
}

function fileOf({ file }: Flags): string {
  if (file === undefined) {
    const [running] = findRunningDevs()
    if (running !== undefined) return running.file
    throw new UsageError(
      'Pass a command, --file, or start another hoptrace dev in this folder first',
    )
  }
  if (!existsSync(file)) throw new CliError(`There is no file ${file}`)
  return file
}
