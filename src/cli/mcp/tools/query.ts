import type { InsightsQuery } from '../../../queries/query.ts'
import { UsageError } from '../../cli-error.ts'
import { queryCommand } from '../../commands/query.ts'
import type { QueryOutput } from '../../json-output.ts'
import { fillParameters } from '../../parameters.ts'
import { plural } from '../../plural.ts'
import { projectQueries } from '../../project-config.ts'
import { answerOf } from '../answer.ts'
import { runCommand } from '../run-command.ts'
import { callLog } from '../scope.ts'
import { type Arguments, TIME_ARGUMENTS, type Tool, textOf, timeOf } from '../tool.ts'
import { wordsOf } from '../words.ts'

function listOf(queries: readonly InsightsQuery[]): string {
  return queries
    .map(({ id, question, parameters }) => {
      const names = parameters.map(({ name }) => name).join(', ')
      return `${id}${names === '' ? '' : ` (${names})`}: ${question}`
    })
    .join('\n')
}

/** Runs a query. */
export const query: Tool = {
  name: 'query',
  title: 'Query the records',
  // Not at import: other commands don't read the project's choice.
  get description() {
    return `Runs a ready query by its name, or your own in CloudWatch Logs Insights QL (ql). Fields: phase (start, hop, call, log, complete), traceId, service, layer, action, result, duration (ms), level, tenantId, userId, jobId, version, hopName, metadata.statusCode, metadata.path, error.code, error.message. One complete record for each request. Ready queries:\n${listOf(projectQueries())}`
  },
  get arguments(): Tool['arguments'] {
    return {
      name: {
        type: 'string',
        description: 'The ready query.',
        enum: projectQueries().map(({ id }) => id),
      },
      parameters: {
        type: 'object',
        description: 'The parameters of the ready query, such as {"jobId": "order-18"}.',
        additionalProperties: { type: 'string' },
      },
      ql: {
        type: 'string',
        description:
          'Your own query: filter phase = "complete" | stats count(*) as requests, pct(duration, 95) as p95 by action | sort p95 desc | limit 20',
      },
      ...TIME_ARGUMENTS,
    }
  },
  async run(given, scope, io) {
    const { flags, notes } = callLog(scope, timeOf(given))
    const ql = queryText(given, flags['log-group'] !== undefined)
    const { out, remarks } = await runCommand(
      queryCommand,
      wordsOf({ ...flags, ql, 'source-maps': scope.sourceMaps, json: true }),
      io,
    )
    const { columns, rows, isCut }: QueryOutput = JSON.parse(out)
    const filled = columns.filter((column) => rows.some((row) => row[column] !== undefined))
    const empty = columns.length - filled.length
    return answerOf(
      [
        { name: 'remarks', value: remarks, share: 600 },
        { name: 'columns', value: filled },
        { name: 'rows', value: rows.map((row) => filled.map((column) => row[column] ?? null)) },
      ],
      [
        ...notes,
        ...(rows.length === 0 ? ['Nothing found'] : []),
        ...(rows.length > 0 && empty > 0 ? [`${plural(empty, 'column')} without a value`] : []),
        ...(isCut ? ['There may be more rows than the limit of the query'] : []),
      ],
    )
  },
}

/** @throws UsageError if the call names no query, or several */
function queryText(given: Arguments, isOfGroups: boolean): string {
  const { name, parameters = {} } = given
  const ql = textOf(given, 'ql')
  const ready = projectQueries().find(({ id }) => id === name)
  if ((ready === undefined) === (ql === undefined)) throw new UsageError('Pass either name or ql')
  if (ready === undefined) return confinedText(ql ?? '', isOfGroups)
  const values = Object.entries(parameters)
  const missing = ready.parameters.find((one) => !values.some(([key]) => key === one.name))
  if (missing !== undefined) {
    throw new UsageError(`${ready.id} needs parameters: {"${missing.name}": "…"}`)
  }
  return fillParameters(ready, Object.fromEntries(values))
}

/**
 * Returns the text of a query that reads nothing but the server's log groups.
 * @throws UsageError if it may read others: `SOURCE` names them, also in a subquery
 */
function confinedText(ql: string, isOfGroups: boolean): string {
  // The word is refused in strings too: where CloudWatch begins and ends a string isn't known for sure.
  if (isOfGroups && /(?<![\w@.`])source(?![\w.`])/i.test(ql)) {
    throw new UsageError(
      'The word SOURCE is refused: it reads other log groups than hoptrace mcp was started with. Write a field of this name with backticks',
    )
  }
  return ql
}
