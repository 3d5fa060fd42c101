import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import type { Finding } from '../doctor/finding.ts'
import { checkHandlers } from '../doctor/handlers.ts'
import { checkRecords } from '../doctor/records.ts'
import { checkTemplate, type Template } from '../doctor/template.ts'
import { type Host, wantsColour } from '../host.ts'
import { DEFAULT_FILE, LOG_HELP, LOG_OPTIONS, type LogValues, openLog } from '../log.ts'
import { createPaint, escapeControls } from '../terminal.ts'

const OPTIONS = { ...LOG_OPTIONS, json: { type: 'boolean' } } as const
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json'
/** In what the Serverless Framework reads what a project is. */
const SERVERLESS = ['yml', 'yaml', 'json', 'js', 'cjs', 'mjs', 'ts'].map(
  (end) => `serverless.${end}`,
)
const SAMPLE = 1000
// The plugin's command takes no log.
const NO_LOG =
  'No log is here: the records are not checked. npx hoptrace doctor takes --file or --log-group.\n'

/** `hoptrace doctor` */
export const doctorCommand: Command = {
  summary: 'Checks a project: whether its requests are traced, and their records found.',
  help: `hoptrace doctor [folder]

Checks what serverless package has made of a project (X-Ray, permissions, environment, log
retention and class), its handlers, and the newest ${SAMPLE} lines of its log, and says of each finding
what to do about it. Exits with 1 if there are any. Without the Serverless Framework it checks the
log alone.

  --json   The findings as JSON.

${LOG_HELP}`,
  async run(args, host) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    })
    if (positionals.length > 1) throw new UsageError('One folder at a time')
    const [folder = '.'] = positionals
    if (!isFolder(folder)) throw new CliError(`There is no folder ${folder}`)
    const root = path.resolve(folder)
    const project = checkProject(root, host)
    const findings = [...(project ?? []), ...(await checkLog(values, root, host, !project))]
    const text = values.json ? JSON.stringify(findings, undefined, 2) : draw(findings, host)
    host.out.write(`${text}\n`)
    return findings.length === 0
  },
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}

/** `undefined` where nothing is of the Serverless Framework. */
function checkProject(root: string, host: Host): Finding[] | undefined {
  const file = path.join(root, TEMPLATE)
  if (!existsSync(file)) {
    const problem = 'There is no packaged template, so the deployment is not checked'
    if (SERVERLESS.some((name) => existsSync(path.join(root, name)))) {
      return [{ about: TEMPLATE, problem, remedy: 'npx serverless package' }]
    }
    host.err.write('Nothing of the Serverless Framework is here: the deployment is not checked.\n')
    return undefined
  }
  const template = readTemplate(file)
  return [...checkTemplate(template), ...checkHandlers(template, root)]
}

function readTemplate(file: string): Template {
  try {
    const template = JSON.parse(readFileSync(file, 'utf8')) as Partial<Template>
    return { Resources: template.Resources ?? {} }
  } catch (cause) {
    throw new CliError(`${file} is no CloudFormation template`, { cause })
  }
}

async function checkLog(
  values: LogValues,
  root: string,
  host: Host,
  isAll: boolean,
): Promise<Finding[]> {
  const isNamed = values.file !== undefined || values['log-group'] !== undefined
  const file = path.join(root, DEFAULT_FILE)
  if (!isNamed && !existsSync(file)) {
    if (!isAll) {
      host.err.write(NO_LOG)
      return []
    }
    const remedy = 'Name a log with --file or --log-group'
    return [{ about: DEFAULT_FILE, problem: 'There is no log to look into', remedy }]
  }
  const log = openLog(isNamed ? values : { ...values, file: [file] }, host)
  const { rows } = await log.ask(`fields @message | sort @timestamp desc | limit ${SAMPLE}`)
  return checkRecords(rows.map((row) => row['@message'] ?? ''))
}

function draw(findings: readonly Finding[], host: Host): string {
  if (findings.length === 0) return 'Nothing to find fault with.'
  const paint = createPaint(wantsColour(host, host.out))
  return findings
    .map(({ about, problem, remedy }) =>
      [
        `${paint('red', '✗')} ${paint('bold', escapeControls(about))}  ${escapeControls(problem)}`,
        `  ${escapeControls(remedy)}`,
      ].join('\n'),
    )
    .join('\n')
}
