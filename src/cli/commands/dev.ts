import { existsSync } from 'node:fs'
import { formatBlock } from '../../core/output/format-block.ts'
import { CliError, UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { followFile } from '../live/follow-file.ts'
import { followInput } from '../live/follow-input.ts'
import { adviceFor } from '../live/hidden-variables.ts'
import { createRecordReader } from '../live/live-source-maps.ts'
import { LiveTraces } from '../live/live-traces.ts'
import { createOwnFiles, findRunningDev } from '../live/own-folder.ts'
import { type Ended, runCommands } from '../live/run-commands.ts'
import { parseFlags } from '../parse-command-line.ts'
import { SOURCE_MAPS_FLAGS } from '../source-maps/open.ts'

const FLAGS = {
  ...SOURCE_MAPS_FLAGS,
  also: { type: 'string', multiple: true },
  file: { type: 'string' },
  quiet: { type: 'boolean' },
} as const

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>

/** `hoptrace dev` */
export const devCommand: Command = {
  summary: 'Runs a command, and shows its requests as they end.',
  help: `hoptrace dev -- next dev
hoptrace dev --also "serverless offline" -- next dev
hoptrace dev --file records.ndjson

Runs a command on this terminal, and shows each request when it ends, over all services. The exit code
is the command's. The records go to a file in .hoptrace, so that nothing else on the terminal changes:
HOPTRACE_FILE and HOPTRACE_FORMAT=none are set for the command. Without a command, shows the requests of
a file, or those of the hoptrace dev that runs in this folder.

  --also <command>        Runs another command beside it, which is stopped at the end. May be repeated.
  --file <path>           Follows a file instead of running a command; - is standard input.
  --quiet                 Prints no requests.
  --source-maps <folder>  A build, such as .next or dist: stacks show the lines of its sources. May be
                          repeated. Default: those in this folder.`,
  flags: FLAGS,
  async run(args, io) {
    const split = args.includes('--') ? args.indexOf('--') : args.length
    const flags = readFlags(args.slice(0, split))
    const command = args.slice(split + 1)
    const read = createRecordReader(flags['source-maps'], io.now)
    const traces = new LiveTraces((lines) => {
      if (!flags.quiet) io.out.write(`${formatBlock(read(lines), wantsColour(io, io.out))}\n`)
    })
    if (command.length === 0) return watch(flags, traces, io)
    if (flags.file !== undefined) throw new UsageError('Pass either --file or a command')
    const ended = await runAndFollow([command, flags.also ?? []], traces, io)
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

async function runAndFollow(
  [main, also]: readonly [readonly string[], readonly string[]],
  traces: LiveTraces,
  io: CliIo,
): Promise<Ended> {
  const files = createOwnFiles()
  files.announce('')
  const follower = followFile(files.records, (line) => traces.add(line))
  for (const advice of adviceFor([main.join(' '), ...also])) io.err.write(`${advice}\n`)
  try {
    const variables = { HOPTRACE_FILE: files.records, HOPTRACE_FORMAT: 'none' }
    return await runCommands({ main, also }, variables, io)
  } finally {
    follower.stop()
    traces.end()
    files.close()
  }
}

/** Shows the requests of a file until Ctrl-C, or until standard input ends. */
async function watch(flags: Flags, traces: LiveTraces, io: CliIo): Promise<number> {
  if (flags.also !== undefined) throw new UsageError('--also needs a command after --')
  if (flags.file === '-') await followInput(io, (line) => traces.add(line))
  else {
    const follower = followFile(fileOf(flags, io), (line) => traces.add(line))
    await new Promise((resolve) => {
      if (io.interrupted.aborted) resolve(undefined)
      io.interrupted.addEventListener('abort', resolve)
    })
    follower.stop()
  }
  traces.end()
  return EXIT.found
}

function fileOf({ file }: Flags, io: CliIo): string {
  if (file !== undefined) {
    if (!existsSync(file)) throw new CliError(`There is no file ${file}`)
    return file
  }
  const running = findRunningDev()
  if (running === undefined) {
    throw new UsageError(
      'Pass a command, --file, or start another hoptrace dev in this folder first',
    )
  }
  io.err.write(`Requests are on ${running.url}\n`)
  return running.file
}
