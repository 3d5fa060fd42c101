import { statSync } from 'node:fs'
import path from 'node:path'
import { CliError, UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import type { Finding } from '../doctor/finding.ts'
import { type CheckedProject, checkProject } from '../doctor/project.ts'
import { checkRecords, isWrapped, WRAPPED_START } from '../doctor/records.ts'
import { untracedHosts } from '../doctor/untraced-hosts.ts'
import { formatJson } from '../format-json.ts'
import { defaultFiles } from '../live/default-files.ts'
import { DEFAULT_FILE, LOG_FLAGS, LOG_HELP, type LogFlags } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { buildsIn } from '../source-maps/open.ts'
import { createPaint, escapeControls } from '../terminal.ts'

const FLAGS = { ...LOG_FLAGS, json: { type: 'boolean' } } as const
const MAX_LINES = 1000
const NO_PROJECT =
  'There is neither a Next.js app nor a template of Serverless, SAM or the CDK, so only the log is checked.\n'
// The plugin's command has no flags: the remedy names the tool that has.
const NO_LOG =
  'There is no log, so the records are not checked. Pass --file or --log-group to npx hoptrace doctor.\n'

/** `hoptrace doctor` */
export const doctorCommand: Command = {
  summary: 'Checks whether a project is traced and its records can be queried.',
  help: `hoptrace doctor [folder]

Prints the problems of a project, each with a remedy. Exits with 1 if there are any. It checks:

- Next.js apps: routes, API routes, server actions, the proxy and its matcher, the hook for errors of
  pages, and source maps,
- the templates that serverless package, sam build and cdk synth have written: X-Ray, permissions,
  environment, and the retention and class of log groups,
- the handlers of functions on Node.js,
- the newest ${MAX_LINES} lines of the log, and whether a build here has the source maps of errors at
  minified lines. It also names the hosts that were called without the trace.

A file with a comment that begins with hoptrace-ignore counts as traced. Default folder: the
current one.

  --json   Prints the problems as JSON.

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, FLAGS)
    if (positionals.length > 1) throw new UsageError('Pass at most one folder')
    const [folder = '.'] = positionals
    if (!isFolder(folder)) throw new CliError(`There is no folder ${folder}`)
    const root = path.resolve(folder)
    const project = checkProject(root)
    if (project === undefined) io.err.write(NO_PROJECT)
    const log = await checkLogBeside(project, values, root, io)
    if (log === undefined && project !== undefined) io.err.write(NO_LOG)
    for (const note of project?.notes ?? []) io.err.write(`${note}\n`)
    const findings = [...(project?.findings ?? []), ...(log ?? (project ? [] : [missingLog()]))]
    io.out.write(values.json ? formatJson(findings) : format(findings, io))
    return findings.length === 0
  },
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Returns `undefined` if there is no log. What is wrong with the project is said even if it can't be read. */
async function checkLogBeside(
  project: CheckedProject | undefined,
  flags: LogFlags,
  root: string,
  io: CliIo,
): Promise<Finding[] | undefined> {
  try {
    return await checkLog(flags, root, io)
  } catch (error) {
    if (project === undefined || error instanceof UsageError) throw error
    if (!(error instanceof CliError)) throw error
    return [{ about: 'records', problem: 'The log can’t be read', remedy: error.message }]
  }
}

/** Returns `undefined` if there is no log. */
async function checkLog(flags: LogFlags, root: string, io: CliIo): Promise<Finding[] | undefined> {
  const isChosen = flags.file !== undefined || flags['log-group'] !== undefined
  const file = isChosen ? flags.file : defaultFiles(root)
  if (file?.length === 0) return undefined
  const log = openLog({ ...flags, ...(file && { file }) }, io)
  const { rows } = await log.query(`fields @message | sort @timestamp desc | limit ${MAX_LINES}`)
  const lines = rows.map((row) => row['@message'] ?? '')
  const note = untracedHosts(lines)
  if (note !== undefined) io.err.write(`${escapeControls(note)}\n`)
  const builds = buildsIn(root)
  if (flags['log-group'] !== undefined) return checkRecords(lines, builds)
  let wrapped = 0
  const mayBeWanted = (line: string): boolean => {
    if (isWrapped(line)) wrapped++
    return false // The line is needed as it is, with what stands around the record.
  }
  await log.find({ texts: [WRAPPED_START], isPart: true, mayBeWanted }, () => undefined)
  return checkRecords(lines, builds, wrapped)
}

function missingLog(): Finding {
  return { about: DEFAULT_FILE, problem: 'There is no log', remedy: 'Pass --file or --log-group' }
}

function format(findings: readonly Finding[], io: CliIo): string {
  if (findings.length === 0) return 'No problems found.\n'
  const paint = createPaint(wantsColour(io, io.out))
  return findings
    .map(({ about, problem, remedy }) =>
      [
        `${paint('red', '✗')} ${paint('bold', escapeControls(about))}  ${escapeControls(problem)}\n`,
        `  ${escapeControls(remedy)}\n`,
      ].join(''),
    )
    .join('')
}
