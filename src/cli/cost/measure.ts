import type { Trigger } from '../../cloudformation/index.ts'
import { parseRecord, type RequestRecord } from '../../lines/record.ts'
import { NothingFoundError } from '../cli-error.ts'
import type { Log } from '../log.ts'

/** What a request writes, on average, and who writes. */
export interface Traffic {
  /** The number of requests that were measured: traces. */
  readonly requests: number
  /** The bytes of all records of a request. */
  readonly bytes: number
  /** The bytes of its endings, which are also written if the request is not sampled. */
  readonly endingBytes: number
  /** The invocations of Lambda functions in a request. */
  readonly invocations: number
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
  /** What invokes it, as far as the endings say: requests over HTTP, and batches of records. */
  readonly triggers: readonly Trigger[]
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
  if (requests === 0) throw new NothingFoundError('There are no records: send some requests first')
  const endings = endingsOfFunctions(records)
  const sizeOf = (some: typeof lines) => some.reduce((sum, { size }) => sum + size, 0) / requests
  return {
    requests,
    bytes: sizeOf(lines),
    endingBytes: sizeOf(lines.filter(({ record }) => record.phase === 'complete')),
    invocations: new Set(endings.map(({ requestId }, n) => requestId ?? n)).size / requests,
    metrics: new Set(records.flatMap(metricsOf)).size,
    functions: functionsIn(endings),
    operations: operationsIn(records),
  }
}

/** Returns the functions that wrote these endings, with the services and actions of these. */
function functionsIn(endings: readonly RequestRecord[]): MeasuredFunction[] {
  const byName = Map.groupBy(endings, ({ functionName }) => functionName)
  return [...byName.values()].map((own) => ({
    service: own[0]?.service ?? 'unknown',
    actions: [...new Set(own.map(({ action }) => action))],
    triggers: [...new Set(own.flatMap(triggerOf))],
  }))
}

/** Returns the endings of invocations, and of the records of their batches. */
function endingsOfFunctions(records: readonly RequestRecord[]): RequestRecord[] {
  return records.filter(
    ({ phase, functionName }) => phase === 'complete' && functionName !== undefined,
  )
}

function triggerOf({ metadata }: RequestRecord): Trigger[] {
  const { method, batchSize } = Object(metadata) as Readonly<Record<string, unknown>>
  if (method !== undefined) return ['http']
  return batchSize === undefined ? [] : ['queue']
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
