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
import { adviceFor } from '../live/hidden-variables.ts'
import { LiveTraces } from '../live/live-traces.ts'
import { createOwnFiles, findRunningDevs, type OwnFiles } from '../live/own-folder.ts'
import { type Commands, type Ended, runCommands } from '../live/run-commands.ts'
import { openPage } from '../live/server/open-page.ts'
import type { ServedPage } from '../live/server/serve.ts'
import { parseFlags } from '../parse-command-line.ts'
import { SOURCE_MAPS_FLAGS } from '../source-maps/open.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { escapeLines } from '../terminal.ts'
import { type Editor, readEditor } from '../view/editor-link.ts'

const FLAGS = {
  ...SOURCE_MAPS_FLAGS,
  also: { type: 'string', multiple: true },
  file: { type: 'string' },
  quiet: { type: 'boolean' },
  port: { type: 'string' },
  open: { type: 'boolean' },
  editor: { type: 'string' },
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
  --port <number>         The port of the page. Default: a free one.
  --open                  Opens the page in the browser.
  --editor <name>         What the page opens sources in: vscode, cursor, zed, webstorm or none.
                          Default: vscode.
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
interface View {
  readonly traces: LiveTraces
  readonly port: number | undefined
  readonly editor: Editor
  readonly maps: () => SourceMaps
}

function createView(flags: Flags, io: CliIo): View {
  const maps = freshSourceMaps(flags['source-maps'], io.now)
  const hasColour = wantsColour(io, io.out)
  const isQuiet = flags.quiet || flags.ci
  const traces = new LiveTraces((lines) => {
    if (!isQuiet) io.out.write(`${drawTrace(lines, maps, hasColour)}\n`)
  })
  return { traces, maps, port: readPort(flags.port), editor: readEditor(flags.editor) }
}

async function showPage(view: View, flags: Flags, io: CliIo): Promise<ServedPage> {
  // Loaded here: it takes longer than a command needs to start.
  const { servePage } = await import('../live/server/serve.ts')
  const page = await servePage({ ...view, project: process.cwd() })
  io.err.write(`Requests are on ${page.url}\n`)
  if (flags.open) openPage(page.url, () => io.err.write('No browser was found for --open.\n'))
  return page
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= 65_535) return port
  throw new UsageError(`--port takes a number from 1 to 65535, not '${text}'`)
}

async function runAndShow(commands: Commands, flags: Flags, io: CliIo): Promise<Ended> {
  const view = createView(flags, io)
  const files = createOwnFiles()
  try {
    // The command waits for the page only if its port may be taken.
    const early = view.port === undefined ? undefined : await showPage(view, flags, io)
    const running = runAndFollow(commands, files, view.traces, io)
    const page = early ?? (await showPage(view, flags, io))
    files.announce(page.url)
    const ended = await running
    page.close()
    return ended
  } finally {
    files.close()
  }
}

async function runInCi(commands: Commands, flags: Flags, io: CliIo): Promise<Ended> {
  const { traces, maps } = createView(flags, io)
  const ended = await runAndFollow(commands, createOwnFiles(), traces, io)
  const { reportFailed } = await import('../live/report-failed.ts')
  if (ended.code !== 0) reportFailed(traces, maps(), io)
  return ended
}

/** Runs commands whose records become traces. */
async function runAndFollow(
  commands: Commands,
  { records }: OwnFiles,
  traces: LiveTraces,
  io: CliIo,
): Promise<Ended> {
  const follower = followFile(records, (line) => traces.add(line))
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
  const { traces } = view
  const page = await showPage(view, flags, io)
  try {
    if (file === undefined) await followInput(io, (line) => traces.add(line))
    else await followUntilStopped(file, traces, io)
    traces.end()
    return EXIT.found
  } finally {
    page.close()
  }
}

async function followUntilStopped(file: string, traces: LiveTraces, io: CliIo): Promise<void> {
  const follower = followFile(file, (line) => traces.add(line), {
    onProblem: (problem) => io.err.write(`${escapeLines(`${file} can't be read: ${problem}`)}\n`),
  })
  await new Promise<void>((resolve) => {
    if (io.interrupted.aborted) resolve()
    io.interrupted.addEventListener('abort', () => resolve())
  })
  follower.stop()
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
