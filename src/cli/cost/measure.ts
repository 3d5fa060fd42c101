import { parseRecord, type RequestRecord } from '../../lines/record.ts'
import { CliError } from '../cli-error.ts'
import type { Log } from '../log.ts'

/** What a request writes, on average, and who writes. */
export interface Traffic {
  /** The number of requests that were measured: traces. */
  readonly requests: number
  /** The bytes of all records of a request. */
  readonly bytes: number
  /** The bytes of its endings, which are also written if the request is not sampled. */
  readonly endingBytes: number
  /** The metrics in the records. A name counts once for each combination of dimension values. */
  readonly metrics: number
  /** The Lambda functions. */
  readonly functions: readonly MeasuredFunction[]
  /** The number of different operations that the functions call. */
  readonly operations: number
}

/** A Lambda function, by the names in its endings. */
interface MeasuredFunction {
  readonly service: string
  readonly actions: readonly string[]
}

const MAX_RECORDS = 100_000

/** Measures the requests of a log. */
export async function measureTraffic(log: Log): Promise<Traffic> {
  const { rows } = await log.query(`filter ispresent(traceId) and ispresent(phase)
| fields @message
| limit ${MAX_RECORDS}`)
  const lines = rows.flatMap(({ '@message': line = '' }) => {
    const record = parseRecord(line)
    return record === undefined ? [] : [{ record, size: Buffer.byteLength(line) }]
  })
  const records = lines.map(({ record }) => record)
  const requests = new Set(records.map(({ traceId }) => traceId)).size
  if (requests === 0) throw new CliError('There are no records: send some requests first')
  const sizeOf = (some: typeof lines) => some.reduce((sum, { size }) => sum + size, 0) / requests
  return {
    requests,
    bytes: sizeOf(lines),
    endingBytes: sizeOf(lines.filter(({ record }) => record.phase === 'complete')),
    metrics: new Set(records.flatMap(metricsOf)).size,
    functions: functionsIn(records),
    operations: operationsIn(records),
  }
}

/** Returns the functions that wrote endings, with the services and actions of these. */
function functionsIn(records: readonly RequestRecord[]): MeasuredFunction[] {
  const endings = records.filter(
    ({ phase, functionName }) => phase === 'complete' && functionName !== undefined,
  )
  const byName = Map.groupBy(endings, ({ functionName }) => functionName)
  return [...byName.values()].map((own) => ({
    service: own[0]?.service ?? 'unknown',
    actions: [...new Set(own.map(({ action }) => action))],
  }))
}

function operationsIn(records: readonly RequestRecord[]): number {
  const calls = records.filter(
    ({ phase, functionName }) => phase === 'call' && functionName !== undefined,
  )
  return new Set(calls.map(({ service, action }) => `${service} ${action}`)).size
}

interface Directive {
  readonly Namespace?: string
  readonly Dimensions?: readonly (readonly string[])[]
  readonly Metrics?: readonly { readonly Name?: string }[]
}

/** Returns a key for each metric of a record, in CloudWatch's embedded metric format. */
function metricsOf(record: object): string[] {
  const fields = record as Readonly<Record<string, unknown>>
  const { CloudWatchMetrics = [] } = (fields._aws ?? {}) as { CloudWatchMetrics?: Directive[] }
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions = [], Metrics = [] }) =>
    Dimensions.flatMap((dimensions) => {
      const values = dimensions.map((name) => [name, fields[name]])
      return Metrics.map(({ Name }) => JSON.stringify([Namespace, Name, values]))
    }),
  )
}
