import { existsSync, statSync } from 'node:fs'
import type { Answer } from './answer.ts'
import { CliError, UsageError } from './cli-error.ts'
import { type LogGroupAnswer, queryLogGroups } from './cloudwatch/query-log-groups.ts'
import type { Host } from './host.ts'
import { countLines, queryFiles } from './local/query-files.ts'
import { createProgress } from './progress.ts'
import { parseTime } from './time.ts'

/** The records that a command reads. */
export interface Log {
  /** Answers a query in Logs Insights QL. */
  ask(text: string): Promise<Answer>
  /** What was read, in a few words. */
  describe(): Promise<string>
}

/** The options that say which records to read. */
export const LOG_OPTIONS = {
  file: { type: 'string', multiple: true },
  'log-group': { type: 'string', multiple: true },
  region: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const

export interface LogValues {
  readonly file?: string[]
  readonly 'log-group'?: string[]
  readonly region?: string
  readonly since?: string
  readonly until?: string
}

/** The words that name the same records again, for a shell. */
export function logWords(values: LogValues): string[] {
  const names = Object.keys(LOG_OPTIONS) as (keyof LogValues)[]
  return names.flatMap((name) => {
    return [values[name] ?? []].flat().flatMap((value) => [`--${name}`, quoted(value)])
  })
}

function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

export const LOG_HELP = `Which records are read:
  --file <path>        A file that a server's output went to, as by next start > records.ndjson;
                       may be repeated. Without any: .hoptrace/records.ndjson.
  --log-group <name>   A log group of CloudWatch instead; may be repeated.
  --region <region>    Its region; default AWS_REGION.
  --since <time>       From then on: 30m, 3h, 2d, or 2026-11-22T14:00:00Z.
                       Default: all of a file, 1h of a log group.
  --until <time>       Up to then; default now.`

const HOUR = 3_600_000
/** Where `npm start` of this repository writes. */
export const DEFAULT_FILE = '.hoptrace/records.ndjson'

/** Opens the records that the options name. */
export function openLog(values: LogValues, host: Host): Log {
  const groups = values['log-group'] ?? []
  if (groups.length > 0 && values.file !== undefined) {
    throw new UsageError('Either --file or --log-group, not both')
  }
  const now = host.now()
  const since = parseTime('--since', values.since, now)
  const until = parseTime('--until', values.until, now)
  if (since !== undefined && until !== undefined && since > until) {
    throw new UsageError('Between --since and --until there is no time: --since is the later one')
  }
  if (groups.length === 0) return openFiles(values.file ?? [DEFAULT_FILE], { since, until }, host)
  return openLogGroups(
    groups,
    values.region,
    { since: since ?? now - HOUR, until: until ?? now },
    host,
  )
}

function openFiles(
  files: readonly string[],
  range: { since: number | undefined; until: number | undefined },
  host: Host,
): Log {
  const missing = files.find((file) => !existsSync(file))
  if (missing === DEFAULT_FILE) {
    throw new CliError(
      `There is no ${DEFAULT_FILE} here: name --file, a file that a server's output went to, or --log-group.`,
    )
  }
  if (missing !== undefined) throw new CliError(`There is no file ${missing}`)
  const folder = files.find((file) => statSync(file).isDirectory())
  if (folder !== undefined) throw new CliError(`${folder} is a folder: name the files in it`)
  return {
    ask: (text) =>
      withProgress('Reading', host, () =>
        queryFiles(text, { files, ...range }, host.now(), host.interrupted),
      ),
    async describe() {
      const { records, others } = await countLines(files)
      const rest = others === 0 ? '' : ` and ${count(others, 'other line')}`
      return `${count(records, 'record')}${rest} read`
    },
  }
}

function openLogGroups(
  logGroups: readonly string[],
  region: string | undefined,
  range: { since: number; until: number },
  host: Host,
): Log {
  const source = { logGroups, region, ...range, signal: host.interrupted }
  let scanned = 0
  return {
    async ask(text) {
      const asking = (): Promise<LogGroupAnswer> => queryLogGroups(text, source)
      const answer = await withProgress('Asking CloudWatch', host, asking)
      scanned += answer.bytesScanned
      return answer
    },
    async describe() {
      return `${(scanned / 1e6).toFixed(1)} MB of ${count(logGroups.length, 'log group')} scanned`
    },
  }
}

const PATIENCE_MS = 1000

/** Says that something takes its time, once it does. */
async function withProgress<T>(text: string, host: Host, run: () => Promise<T>): Promise<T> {
  const progress = createProgress(host.err, host.now)
  const timer = setTimeout(() => progress.step(text), PATIENCE_MS)
  try {
    return await run()
  } finally {
    clearTimeout(timer)
    progress.clear()
  }
}

/** A number and what it counts. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
