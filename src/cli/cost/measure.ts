import { parseRecord } from '../../lines/record.ts'
import { CliError } from '../cli-error.ts'
import type { Log } from '../log.ts'

/** What a request writes, on average. */
export interface Traffic {
  /** The number of requests that were measured: traces. */
  readonly requests: number
  /** The bytes of all records of a request. */
  readonly bytes: number
  /** The bytes of its endings, which are also written if the request is not sampled. */
  readonly endingBytes: number
  /** The metrics in the records. A name counts once for each combination of dimension values. */
  readonly metrics: number
}

const MAX_RECORDS = 100_000

/** Measures the requests of a log. */
export async function measureTraffic(log: Log): Promise<Traffic> {
  const { rows } = await log.query(`filter ispresent(traceId) and ispresent(phase)
| fields @message
| limit ${MAX_RECORDS}`)
  const requests = new Set<string>()
  const metrics = new Set<string>()
  let bytes = 0
  let endingBytes = 0
  for (const { '@message': line = '' } of rows) {
    const record = parseRecord(line)
    if (record === undefined) continue
    const size = Buffer.byteLength(line)
    requests.add(record.traceId)
    bytes += size
    if (record.phase === 'complete') endingBytes += size
    for (const metric of metricsOf(record)) metrics.add(metric)
  }
  if (requests.size === 0) throw new CliError('There are no records: send some requests first')
  return {
    requests: requests.size,
    bytes: bytes / requests.size,
    endingBytes: endingBytes / requests.size,
    metrics: metrics.size,
  }
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
