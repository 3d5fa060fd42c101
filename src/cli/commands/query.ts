import { parseArgs } from 'node:util'
import { queries } from '../../queries/index.ts'
import type { Answer } from '../answer.ts'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { formatCsv } from '../csv.ts'
import { type Host, wantsColour } from '../host.ts'
import { count, LOG_HELP, LOG_OPTIONS, type LogValues, openLog } from '../log.ts'
import { fillIn } from '../parameters.ts'
import { lint } from '../ql/lint.ts'
import { parse } from '../ql/parse.ts'
import { explain, QueryError } from '../ql/query-error.ts'
import { drawTable } from '../table.ts'
import { createPaint } from '../terminal.ts'

const OPTIONS = {
  ...LOG_OPTIONS,
  param: { type: 'string', multiple: true },
  ql: { type: 'string' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
} as const

/** `hoptrace query` */
export const queryCommand: Command = {
  summary: 'Asks one of the queries, or your own, of files or log groups.',
  help: `hoptrace query <name> [--param name=value] [--since 1h]
hoptrace query --ql 'filter level = "error" | stats count(*) by action'

Asks a query in CloudWatch Logs Insights QL. hoptrace queries lists the names.

  --param <name=value>  What a query needs; may be repeated.
  --ql <text>           Your own query.
  --json                The rows as JSON; columns that count or compute are numbers.
  --csv                 The rows as CSV.

${LOG_HELP}`,
  async run(args, host) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    })
    if (values.json && values.csv) throw new UsageError('Either --json or --csv, not both')
    const text = textOf(positionals, values.ql, readParameters(values.param ?? []))
    if (values.ql !== undefined) warn(text, host)
    const answer = await ask(text, values, host)
    host.out.write(formatAnswer(answer, values, host))
    return answer.rows.length > 0
  },
}

function textOf(
  names: readonly string[],
  ql: string | undefined,
  parameters: Readonly<Record<string, string>>,
): string {
  const [name] = names
  if (names.length > 1 || (name === undefined) === (ql === undefined)) {
    throw new UsageError('One query: its name, or --ql and its text')
  }
  if (ql !== undefined) return ql
  const query = queries.find(({ id }) => id === name)
  if (query === undefined) {
    throw new UsageError(`There is no query '${name}': ${queries.map(({ id }) => id).join(', ')}`)
  }
  return fillIn(query, parameters)
}

function readParameters(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined) throw new UsageError(`--param takes name=value, not '${pair}'`)
    return [name, value]
  })
  return Object.fromEntries(entries)
}

/** Says what CloudWatch would answer wrongly; what can't be read here is not judged. */
function warn(text: string, host: Host): void {
  try {
    for (const { message, at } of lint(parse(text))) {
      host.err.write(`${explain(new QueryError(message, { at }), text)}\n`)
    }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
  }
}

async function ask(text: string, values: LogValues, host: Host): Promise<Answer> {
  const log = openLog(values, host)
  try {
    const answer = await log.ask(text)
    const rows = answer.rows.length === 0 ? 'Nothing found' : count(answer.rows.length, 'row')
    const more = answer.truncated ? ', and there may be more: the query has a limit' : ''
    host.err.write(`${rows}${more}; ${await log.describe()}.\n`)
    return answer
  } catch (cause) {
    if (!(cause instanceof QueryError)) throw cause
    throw new CliError(explain(cause, text), { cause })
  }
}

function formatAnswer(
  answer: Answer,
  { json, csv }: { json?: boolean; csv?: boolean },
  host: Host,
): string {
  if (csv) return formatCsv(answer)
  if (json) return `${JSON.stringify(toJson(answer), undefined, 2)}\n`
  if (answer.rows.length === 0) return ''
  const { out } = host
  return drawTable(answer, createPaint(wantsColour(host, out)), out.isTTY ? out.columns : undefined)
}

function toJson({ rows, numeric }: Answer): object[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, numeric.has(name) ? Number(value) : value]),
    ),
  )
}
