import { readFileSync } from 'node:fs'
import { CliError, UsageError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import type { Command } from './command.ts'
import { cloudformationCommand } from './commands/cloudformation.ts'
import { compareCommand } from './commands/compare.ts'
import { costCommand } from './commands/cost.ts'
import { doctorCommand } from './commands/doctor.ts'
import { initCommand } from './commands/init.ts'
import { queriesCommand } from './commands/queries.ts'
import { queryCommand } from './commands/query.ts'
import { traceCommand } from './commands/trace.ts'
import { QueryError } from './ql/query-error.ts'
import { removeSpool } from './spool.ts'
import { escapeControls, escapeLines } from './terminal.ts'

const EXIT = { found: 0, notFoundOrFailed: 1, wrongUsage: 2 } as const

const PACKAGE = new URL('../../package.json', import.meta.url)

const COMMANDS: Readonly<Record<string, Command>> = {
  trace: traceCommand,
  query: queryCommand,
  queries: queriesCommand,
  compare: compareCommand,
  cost: costCommand,
  doctor: doctorCommand,
  init: initCommand,
  cloudformation: cloudformationCommand,
}

/** Runs the command line tool. Returns its exit code. */
export async function run(commandLine: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...args] = commandLine
  if (name === '') {
    io.err.write(overview())
    return EXIT.wrongUsage
  }
  const information = informationFor(name)
  if (information !== undefined) {
    io.out.write(information)
    return EXIT.found
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    io.err.write(`Unknown command '${escapeControls(name)}'.\n\n${overview()}`)
    return EXIT.wrongUsage
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.out.write(`${command.help}\n`)
    return EXIT.found
  }
  try {
    return (await command.run(args, io)) ? EXIT.found : EXIT.notFoundOrFailed
  } catch (error) {
    return report(error, name, io)
  } finally {
    removeSpool(io)
  }
}

function informationFor(flag: string): string | undefined {
  if (flag === '--help' || flag === '-h' || flag === 'help') return overview()
  if (flag !== '--version') return undefined
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }
  return `${version}\n`
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  hoptrace ${name.padEnd(width)}  ${summary}`,
  )
  return [
    'Shows requests through a Next.js app and its Lambda functions.',
    '',
    ...lines,
    '',
    'hoptrace <command> --help shows the flags of a command, hoptrace --version the version.',
    'Exit codes: 0 found, 1 nothing found or failed, 2 wrong usage.',
    '',
  ].join('\n')
}

function report(error: unknown, name: string, io: CliIo): number {
  if (io.interrupted.aborted) {
    io.err.write('Stopped.\n')
    return EXIT.notFoundOrFailed
  }
  if (isUsageError(error)) {
    io.err.write(`${escapeLines(error.message)}\nSee hoptrace ${name} --help.\n`)
    return EXIT.wrongUsage
  }
  const isExpected = error instanceof CliError || error instanceof QueryError
  const text = isExpected ? error.message : String((error as Error | undefined)?.stack ?? error)
  io.err.write(`${escapeLines(text)}\n`)
  return EXIT.notFoundOrFailed
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return (
    error instanceof Error && /^ERR_PARSE_ARGS/.test(String((error as NodeJS.ErrnoException).code))
  )
}
