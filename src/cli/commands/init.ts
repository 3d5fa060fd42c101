import { statSync } from 'node:fs'
import path from 'node:path'
import { CliError, UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { changesOf, diffOf, make } from '../init/change-set.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import type { Change, Gap } from '../project/gap.ts'
import { allGaps, NO_PARSER, openProject } from '../project/gaps.ts'
import { packagesWithout } from '../source/packages.ts'
import { createPaint, escapeControls } from '../terminal.ts'

const FLAGS = { write: { type: 'boolean' } } as const

/** `hoptrace init` */
export const initCommand: Command = {
  summary: 'Prints the edits that trace a project, and makes them with --write.',
  help: `hoptrace init [folder]

Prints the edits of the sources that a project still needs, as a diff:

- Next.js: a wrapper around each route, API route, server action and the proxy; the files proxy and
  instrumentation,
- Lambda: tracing() in each Middy chain, withLambdaTracing() around other handlers of the Serverless
  Framework, and the plugin.

What a person must decide is listed on stderr. A file with a comment that begins with
hoptrace-ignore is left as it is. Default folder: the current one.

  --write   Makes the edits.`,
  flags: FLAGS,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, FLAGS)
    if (positionals.length > 1) throw new UsageError('Pass at most one folder')
    const [folder = '.'] = positionals
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new CliError(`There is no folder ${folder}`)
    const project = openProject(path.resolve(folder))
    if (project === undefined) throw new CliError(NO_PARSER)
    const gaps = allGaps(project)
    const changes = changesOf(gaps)
    if (values.write) writeAll(changes, project.root, io)
    else printAll(changes, project.root, io)
    io.err.write(byHand(gaps) + installation(changes, project.root))
    return true
  },
}

function writeAll(changes: readonly Change[], root: string, io: CliIo): void {
  for (const change of changes) {
    make(change)
    io.out.write(`${escapeControls(path.relative(root, change.file))}\n`)
  }
  io.err.write(changes.length === 0 ? 'Nothing to edit.\n' : '')
}

function printAll(changes: readonly Change[], root: string, io: CliIo): void {
  const paint = createPaint(wantsColour(io, io.out))
  for (const line of changes.flatMap((change) => diffOf(change, root))) {
    // Elsewhere than on a terminal, the diff must stay exact for `git apply`.
    const text = io.out.isTTY === true ? shown(line) : line
    io.out.write(`${paint(colourOf(line), text)}\n`)
  }
  const files = plural(changes.length, 'file')
  io.err.write(
    changes.length === 0 ? 'Nothing to edit.\n' : `${files}. --write makes these edits.\n`,
  )
}

function shown(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(escapeControls).join('\t')
}

function colourOf(line: string): 'bold' | 'cyan' | 'green' | 'red' | 'reset' {
  if (/^(?:---|\+\+\+) /.test(line)) return 'bold'
  if (line.startsWith('@@')) return 'cyan'
  if (line.startsWith('+')) return 'green'
  return line.startsWith('-') ? 'red' : 'reset'
}

/** Says which packages don't have hoptrace yet, which the edits import. */
function installation(changes: readonly Change[], root: string): string {
  return packagesWithout(
    'hoptrace',
    changes.map(({ file }) => file),
  )
    .map((folder) => escapeControls(path.relative(root, folder)) || '.')
    .map((folder) => `Run npm install hoptrace in ${folder}\n`)
    .join('')
}

function byHand(gaps: readonly Gap[]): string {
  const open = gaps.filter(({ change }) => change === undefined)
  if (open.length === 0) return ''
  const lines = open.map(
    ({ about, problem, remedy }) =>
      `  ${escapeControls(about)}  ${escapeControls(problem)}\n    ${escapeControls(remedy)}\n`,
  )
  return `By hand:\n${lines.join('')}`
}
