import { readFileSync } from 'node:fs'
import type { CliIo } from './cli-io.ts'
import { didYouMean } from './closest.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { EXIT } from './exit-code.ts'
import { overview } from './overview.ts'
import { reportError } from './report-error.ts'
import { removeSpool } from './spool.ts'
import { escapeControls } from './terminal.ts'

const PACKAGE = new URL('../../package.json', import.meta.url)
const HELP_FLAGS = ['--help', '-h']

/** Runs the command line tool. Returns its exit code. */
export async function run(commandLine: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...args] = commandLine
  if (name === '') {
    io.err.write(overview(COMMANDS))
    return EXIT.wrongUsage
  }
  if (name === '--version' || name === '-v') {
    io.out.write(`${version()}\n`)
    return EXIT.found
  }
  if (name === 'help' || HELP_FLAGS.includes(name)) return help(args[0], io)
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (own.some((arg) => HELP_FLAGS.includes(arg))) return help(name, io)
  const command = commandNamed(name)
  if (command === undefined) return refuse(name, io)
  try {
    const result = await command.run(args, io)
    if (typeof result === 'number') return result
    return result ? EXIT.found : EXIT.nothingFound
  } catch (error) {
    return reportError(error, name, io)
  } finally {
    removeSpool(io)
  }
}

function commandNamed(name: string): Command | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}

function help(name: string | undefined, io: CliIo): number {
  const command = name === undefined ? undefined : commandNamed(name)
  if (name !== undefined && command === undefined) return refuse(name, io)
  io.out.write(command === undefined ? overview(COMMANDS) : `${command.help}\n`)
  return EXIT.found
}

function refuse(name: string, io: CliIo): number {
  const hint = didYouMean(name, Object.keys(COMMANDS))
  io.err.write(`Unknown command '${escapeControls(name)}'.${hint}\n\n${overview(COMMANDS)}`)
  return EXIT.wrongUsage
}

function version(): string {
  return (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version
}
