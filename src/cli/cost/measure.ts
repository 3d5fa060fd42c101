import type { Answer } from '../answer.ts'
import { CliError } from '../cli-error.ts'
import type { Log } from '../log.ts'
import { parseRecord } from '../trace/records.ts'

/** What a request writes, on average. */
export interface Traffic {
  /** Requests that the averages are of: traces. */
  readonly requests: number
  /** Bytes of all records of a request. */
  readonly bytes: number
  /** Bytes of its endings, which are written also when a request is not sampled. */
  readonly endingBytes: number
  /** Metrics that the records carry: each name with each of its dimensions' values is one. */
  readonly metrics: number
}

const MOST_RECORDS = 100_000

/** Measures the requests of a log. */
export async function measure(log: Log): Promise<Traffic> {
  const answer = await log.ask(`filter ispresent(traceId) and ispresent(phase)
| fields @message
| limit ${MOST_RECORDS}`)
  const requests = new Set<string>()
  const metrics = new Set<string>()
  let bytes = 0
  let endingBytes = 0
  for (const line of linesOf(answer)) {
    const record = parseRecord(line)
    if (record === undefined) continue
    const size = Buffer.byteLength(line)
    requests.add(record.traceId)
    bytes += size
    if (record.phase === 'complete') endingBytes += size
    for (const metric of metricsOf(record)) metrics.add(metric)
  }
  const count = requests.size
  if (count === 0) throw new CliError('There are no records to measure: run some requests first')
  return {
    requests: count,
    bytes: bytes / count,
    endingBytes: endingBytes / count,
    metrics: metrics.size,
  }
}

function linesOf({ rows }: Answer): string[] {
  return rows.map((row) => row['@message'] ?? '')
}

interface Directive {
  readonly Namespace?: string
  readonly Dimensions?: readonly (readonly string[])[]
  readonly Metrics?: readonly { readonly Name?: string }[]
}

/** The metrics that a record is, in CloudWatch's embedded metric format. */
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
