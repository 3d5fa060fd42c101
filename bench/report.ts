import { cpus } from 'node:os'
import { CALLS } from './aws-calls.ts'
import {
  AWS_BASE,
  AWS_HOPTRACE,
  AWS_PEERS,
  BASE,
  type Contender,
  HOPTRACE,
  HOPTRACE_BY_HAND,
  PEERS,
} from './contenders.ts'
import type { Life } from './life.ts'
import { MILESTONES } from './milestones.ts'
import type { Output } from './output.ts'
import { median } from './quantile.ts'
import { aboveBase, type RequestTimes } from './request-time.ts'
import type { SampledBytes } from './sampling.ts'
import { range, table } from './table.ts'

/** Everything that was measured. */
export interface Measurements {
  readonly outputs: ReadonlyMap<Contender, Output>
  readonly requests: RequestTimes
  readonly awsRequests: RequestTimes
  readonly lives: readonly Life[]
  readonly sampling: readonly SampledBytes[]
}

/** The measurements as a page of Markdown. */
export function formatReport(measurements: Measurements): string {
  const date = new Date().toISOString().slice(0, 10)
  const cpu = cpus()[0]?.model.trim()
  return `# hoptrace against its peers

Written by \`npm run bench\` on ${date}, Node ${process.version}, ${cpu}.

## A request

One HTTP API request through Middy, with a start, four service calls and an ending: six lines to the null device. Processor time above bare Middy, in a hot loop. Each process counts with the fastest tenth of its rounds; the table has the median of several processes, and the fastest and the slowest of them.

${requestTable(measurements)}

${ratioTable(REQUEST, measurements.requests)}

${ratioTable(BY_HAND, measurements.requests)}

## An AWS call

A DynamoDB PutItem by a client whose requests are not signed and are answered at once, ten of them in a traced request. Processor time of a call above that of an untraced client, measured as above. traceClient writes a record per call to the null device. X-Ray's segments go to a UDP port. OpenTelemetry's spans go to a collector at the request's end, as in OpenTelemetry's own Lambda layer; in the next row they are written as one line to the null device, the least that an exporter can do.

${callTable(measurements.awsRequests)}

${ratioTable(AWS, measurements.awsRequests)}

## A worker's life

The same function, bundled and minified, in a new process, with the same lines to the null device. Milliseconds of processor time: of its import, and of its import with the first requests. Medians of interleaved processes. The empty module shows what the measurement itself costs.

${lifeTable(measurements.lives)}

${lifeRatioTable(measurements.lives)}

## Sampling

Bytes per request with metrics on, if one request in a hundred fails. Sampled and failed requests write all their records, the others a short ending.

${samplingTable(measurements.sampling)}
`
}

/** The contenders of a table of ratios. The base's time is subtracted from all others. */
interface Comparison {
  readonly base: Contender
  readonly peers: readonly Contender[]
  readonly hoptrace: Contender
}
const REQUEST: Comparison = { base: BASE, peers: PEERS, hoptrace: HOPTRACE }
const BY_HAND: Comparison = { ...REQUEST, hoptrace: HOPTRACE_BY_HAND }
const AWS: Comparison = { base: AWS_BASE, peers: AWS_PEERS, hoptrace: AWS_HOPTRACE }

function requestTable({ requests, outputs }: Measurements): string {
  const rows = [...PEERS, HOPTRACE_BY_HAND, HOPTRACE].map((contender) => {
    const times = aboveBase(requests, contender, BASE)
    const output = outputs.get(contender)
    return [
      contender.title,
      median(times).toFixed(1),
      range(times),
      String(output?.lines),
      String(Math.round(output?.bytes ?? 0)),
    ]
  })
  return table(['', 'µs per request', 'processes', 'lines', 'bytes'], rows)
}

function callTable(requests: RequestTimes): string {
  const rows = [...AWS_PEERS, AWS_HOPTRACE].map((contender) => {
    const times = aboveBase(requests, contender, AWS_BASE).map((time) => time / CALLS)
    return [contender.title, median(times).toFixed(1), range(times)]
  })
  return table(['', 'µs per call', 'processes'], rows)
}

function ratioTable({ base, peers, hoptrace }: Comparison, requests: RequestTimes): string {
  const own = median(aboveBase(requests, hoptrace, base))
  const rows = peers.map((peer) => {
    const ratio = own / median(aboveBase(requests, peer, base))
    const goal = peer.goal === undefined ? '' : `${peer.goal}×`
    return [`${hoptrace.title} / ${peer.title}`, `${ratio.toFixed(2)}×`, goal]
  })
  return table(['', 'ratio', 'goal at most'], rows)
}

const LIFE_HEAD = MILESTONES.map((milestone) =>
  milestone === 0 ? 'import' : `+ first ${milestone.toLocaleString('en')}`,
)

function lifeTable(lives: readonly Life[]): string {
  const rows = lives.map(({ contender, size, spent }) => [
    contender.title,
    (size / 1024).toFixed(1),
    ...MILESTONES.map((milestone) => median(spent.get(milestone) ?? []).toFixed(1)),
  ])
  return table(['', 'KB', ...LIFE_HEAD], rows)
}

function lifeRatioTable(lives: readonly Life[]): string {
  const own = lives.find(({ contender }) => contender === HOPTRACE)
  const rows = PEERS.map((peer) => {
    const other = lives.find(({ contender }) => contender === peer)
    const ratios = MILESTONES.map(
      (milestone) =>
        median(own?.spent.get(milestone) ?? []) / median(other?.spent.get(milestone) ?? []),
    )
    return [`${HOPTRACE.title} / ${peer.title}`, ...ratios.map((ratio) => `${ratio.toFixed(2)}×`)]
  })
  return table(['', ...LIFE_HEAD], rows)
}

function samplingTable(sampling: readonly SampledBytes[]): string {
  const all = sampling.find(({ rate }) => rate === 1)?.bytes ?? Number.NaN
  const rows = sampling.map(({ rate, bytes }) => [
    `rate ${rate}`,
    String(Math.round(bytes)),
    `${(all / bytes).toFixed(1)}×`,
  ])
  return table(['', 'bytes per request', 'fewer'], rows)
}
