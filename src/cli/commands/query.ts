import { existsSync } from 'node:fs'
import { CliError, UsageError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { didYouMean } from '../closest.ts'
import type { Command } from '../command.ts'
import { formatResult } from '../format-result.ts'
import { LOG_FLAGS, LOG_HELP, type LogFlags, takeFiles } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { fillParameters } from '../parameters.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import { projectQueries, withConfig } from '../project-config.ts'
import { lint } from '../ql/lint.ts'
import { parseWithNotes } from '../ql/parse.ts'
import { explain, QueryError } from '../ql/query-error.ts'
import type { QueryResult } from '../query-result.ts'
import { mappedRows } from '../source-maps/mapped-rows.ts'
import {
  openSourceMaps,
  reportSourceMaps,
  SOURCE_MAPS_FLAGS,
  SOURCE_MAPS_HELP,
} from '../source-maps/open.ts'
import { escapeLines } from '../terminal.ts'

const FLAGS = {
  ...LOG_FLAGS,
  param: { type: 'string', multiple: true },
  ql: { type: 'string' },
  table: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  ...SOURCE_MAPS_FLAGS,
} as const

/** `hoptrace query` */
export const queryCommand: Command = {
  summary: 'Runs one of the queries, or your own, over files or log groups.',
  help: `hoptrace query <name> [--param name=value] [--since 1h]
hoptrace query --ql 'filter level = "error" | stats count(*) by action'

Runs a query in CloudWatch Logs Insights QL. hoptrace queries lists the names.

  --param <name=value>  A parameter of the query. May be repeated.
  --ql <text>           The text of your own query, instead of a name.
  --table <name=file>   A CSV file for lookup and cidrlookup, with names in its first line. May be repeated.
  --json                Prints the rows as JSON, also if there are none. It has a JSON Schema:
                        hoptrace/cli-output.schema.json.
  --csv                 Prints the rows as CSV.
${SOURCE_MAPS_HELP}

${LOG_HELP}`,
  flags: FLAGS,
  listedBy: 'queries',
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { ql } = line.values
    const isName = (text: string): boolean =>
      ql === undefined && projectQueries().some(({ id }) => id === text)
    const { values: flags, positionals } = takeFiles(line, isName)
    const values = withConfig(flags)
    if (values.json && values.csv) throw new UsageError('Use either --json or --csv, not both')
    const text = queryText(positionals, values.ql, readPairs('--param', values.param ?? []))
    if (values.ql !== undefined) warn(text, io)
    const tables = readTables(readPairs('--table', values.table ?? []))
    const maps = openSourceMaps(values['source-maps'], io)
    const result = mappedRows(await runQuery(text, tables, values, io), maps)
    reportSourceMaps(maps, io)
    io.out.write(formatResult(result, values, io))
    return result.rows.length > 0
  },
}

function queryText(
  names: readonly string[],
  ql: string | undefined,
  parameters: Readonly<Record<string, string>>,
): string {
  const [name] = names
  if (names.length > 1 || (name === undefined) === (ql === undefined)) {
    throw new UsageError('Pass the name of one query, or --ql with its text')
  }
  if (ql !== undefined) return ql
  const own = projectQueries()
  const ids = own.map(({ id }) => id)
  const query = own.find(({ id }) => id === name)
  if (query === undefined) {
    const hint = didYouMean(name ?? '', ids)
    throw new UsageError(`Unknown query '${name}'.${hint} The queries are ${ids.join(', ')}`)
  }
  return fillParameters(query, parameters)
}

function readTables(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const missing = Object.values(files).find((file) => !existsSync(file))
  if (missing !== undefined) throw new CliError(`There is no file ${missing}`)
  return new Map(Object.entries(files))
}

function readPairs(flag: string, pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined) throw new UsageError(`${flag} takes name=value, not '${pair}'`)
    return [name, value]
  })
  return Object.fromEntries(entries)
}

/** Warns of what CloudWatch answers wrongly. CloudWatch may know commands that fail to parse here. */
function warn(text: string, io: CliIo): void {
  try {
    const { query, notes } = parseWithNotes(text)
    for (const { message, at } of [...notes, ...lint(query)]) {
      io.err.write(`${escapeLines(explain(new QueryError(message, { at }), text))}\n`)
    }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
  }
}

async function runQuery(
  text: string,
  tables: ReadonlyMap<string, string>,
  flags: LogFlags,
  io: CliIo,
): Promise<QueryResult> {
  const log = openLog(flags, io)
  try {
    const result = await log.query(text, tables)
    const found = result.rows.length === 0 ? 'Nothing found' : plural(result.rows.length, 'row')
    const more = result.truncated ? ', and there may be more: the query has a limit' : ''
    io.err.write(`${found}${more}; ${await log.describe()}.\n`)
    return result
  } catch (cause) {
    if (!(cause instanceof QueryError)) throw cause
    throw new UsageError(explain(cause, text), { cause })
  }
}
