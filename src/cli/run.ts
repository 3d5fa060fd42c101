import { readFileSync } from 'node:fs'
import { CliError, UsageError } from './cli-error.ts'
import type { Command } from './command.ts'
import { cloudformationCommand } from './commands/cloudformation.ts'
import { costCommand } from './commands/cost.ts'
import { doctorCommand } from './commands/doctor.ts'
import { queriesCommand } from './commands/queries.ts'
import { queryCommand } from './commands/query.ts'
import { traceCommand } from './commands/trace.ts'
import type { Host } from './host.ts'
import { QueryError } from './ql/query-error.ts'
import { escapeControls } from './terminal.ts'

/** Found what was asked for; nothing found, or a failure; a command line that can't be. */
const EXIT = { found: 0, nothing: 1, usage: 2 } as const

const PACKAGE = new URL('../../package.json', import.meta.url)

const COMMANDS: Readonly<Record<string, Command>> = {
  trace: traceCommand,
  query: queryCommand,
  queries: queriesCommand,
  cost: costCommand,
  doctor: doctorCommand,
  cloudformation: cloudformationCommand,
}

/** Runs the command line tool; gives its exit code. */
export async function run(words: readonly string[], host: Host): Promise<number> {
  const [name = '', ...args] = words
  if (name === '') {
    host.err.write(overview())
    return EXIT.usage
  }
  const about = aboutItself(name)
  if (about !== undefined) {
    host.out.write(about)
    return EXIT.found
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    host.err.write(`hoptrace has no command '${escapeControls(name)}'.\n\n${overview()}`)
    return EXIT.usage
  }
  if (args.includes('--help') || args.includes('-h')) {
    host.out.write(`${command.help}\n`)
    return EXIT.found
  }
  try {
    return (await command.run(args, host)) ? EXIT.found : EXIT.nothing
  } catch (error) {
    return report(error, name, host)
  }
}

function aboutItself(name: string): string | undefined {
  if (name === '--help' || name === '-h' || name === 'help') return overview()
  if (name !== '--version') return undefined
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }
  return `${version}\n`
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  hoptrace ${name.padEnd(width)}  ${summary}`,
  )
  return [
    'Follows requests through a Next.js app and its Lambda functions.',
    '',
    ...lines,
    '',
    'hoptrace <command> --help says more, hoptrace --version which one it is.',
    'Exit codes: 0 found, 1 nothing found or failed, 2 usage.',
    '',
  ].join('\n')
}

function report(error: unknown, name: string, host: Host): number {
  if (host.interrupted.aborted) {
    host.err.write('Stopped.\n')
    return EXIT.nothing
  }
  if (isUsageError(error)) {
    host.err.write(`${escapeLines(error.message)}\nhoptrace ${name} --help says how it is used.\n`)
    return EXIT.usage
  }
  const isKnown = error instanceof CliError || error instanceof QueryError
  const text = isKnown ? error.message : String((error as Error | undefined)?.stack ?? error)
  host.err.write(`${escapeLines(text)}\n`)
  return EXIT.nothing
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return (
    error instanceof Error && /^ERR_PARSE_ARGS/.test(String((error as NodeJS.ErrnoException).code))
  )
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n')
}
