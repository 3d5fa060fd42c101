import type { CliIo } from './cli-io.ts'
import { didYouMean } from './closest.ts'
import { loadCommand, loadCommands } from './commands/load-command.ts'
import { EXIT } from './exit-code.ts'
import { overview } from './overview.ts'
import { packageVersion } from './package-version.ts'
import { reportError } from './report-error.ts'
import { removeSpool } from './spool.ts'
import { escapeControls } from './terminal.ts'

const HELP_FLAGS = ['--help', '-h']

/** Runs the command line tool. Returns its exit code. */
export async function run(commandLine: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...args] = commandLine
  if (name === '') {
    io.err.write(overview(await loadCommands()))
    return EXIT.wrongUsage
  }
  if (name === '--version' || name === '-v') {
    io.out.write(`${packageVersion()}\n`)
    return EXIT.found
  }
  if (name === 'help' || HELP_FLAGS.includes(name)) return help(args[0], io)
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (own.some((arg) => HELP_FLAGS.includes(arg))) return help(name, io)
  const command = await loadCommand(name)
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

async function help(name: string | undefined, io: CliIo): Promise<number> {
  const command = name === undefined ? undefined : await loadCommand(name)
  if (name !== undefined && command === undefined) return refuse(name, io)
  io.out.write(command === undefined ? overview(await loadCommands()) : `${command.help}\n`)
  return EXIT.found
}

async function refuse(name: string, io: CliIo): Promise<number> {
  const commands = await loadCommands()
  const hint = didYouMean(name, Object.keys(commands))
  io.err.write(`Unknown command '${escapeControls(name)}'.${hint}\n\n${overview(commands)}`)
  return EXIT.wrongUsage
}
