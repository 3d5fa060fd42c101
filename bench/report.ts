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
import { awsLifeTable, goalTable, lifeTable, memoryTable } from './life-tables.ts'
import type { Memory } from './memory.ts'
import type { NextLives } from './next-life.ts'
import { nextGoalTable, nextTable } from './next-table.ts'
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
  readonly memories: readonly Memory[]
  readonly awsLives: readonly Life[]
  readonly nextLives: NextLives
  /** Of `hoptrace/middy`, minified and gzipped. */
  readonly bundleBytes: number
  readonly sampling: readonly SampledBytes[]
}

/** The measurements as a page of Markdown. */
export function formatReport(measurements: Measurements): string {
  const date = new Date().toISOString().slice(0, 10)
  const cpu = cpus()[0]?.model.trim()
  return `# hoptrace against its peers

Written by \`npm run bench\` on ${date}, Node ${process.version}, ${cpu}.

## A worker's life

The same function, bundled and minified, in a new process: one HTTP API request after the other through Middy, each with a start, four service calls and an ending, six lines to the null device. Milliseconds of processor time: of the import, and of the import with the first requests. Medians of interleaved processes. The empty module shows what the measurement itself costs.

${lifeTable(measurements.lives)}

What the first 1,000 requests leave on the heap with the function's code, and how long garbage was collected until then:

${memoryTable(measurements.memories)}

## A traced client's life

A DynamoDB PutItem by a client whose requests are not signed and are answered at once, ten of them in a traced request. Milliseconds of processor time above those of an untraced client, as above, but not bundled: OpenTelemetry changes modules as they are loaded. traceClient writes a record per call to the null device. X-Ray's segments go to a UDP port. OpenTelemetry's spans go to a collector at the request's end, as in OpenTelemetry's own Lambda layer; in the next row they are written as one line to the null device, the least that an exporter can do.

${awsLifeTable(measurements.awsLives)}

## A Next.js route

A route with a hop and a check under \`next start\`: four records to the null device. Processor time of the first request and of the first 1,000 above those of an unwrapped route, in servers of their own that have answered another route once; and the memory then. The last two rows have the set-up for [a fast first request](../docs/nextjs.md#a-fast-first-request). Later: after 20,000 requests to each route, one server of each set-up answers 100 to each route in turn, from 10 connections. Medians; the ratio is that of each round to the unwrapped route's in the same server.

${nextTable(measurements.nextLives)}

${nextGoalTable(measurements.nextLives)}

## Goals

${goalTable(measurements.lives, measurements.awsLives, measurements.bundleBytes)}

## A hot loop

The request of the first table. Processor time above bare Middy after 20,000 requests, more than most workers handle. Each process counts with the fastest tenth of its rounds; the table has the median of several processes, and the fastest and the slowest of them.

${requestTable(measurements)}

${ratioTable(REQUEST, measurements.requests)}

${ratioTable(BY_HAND, measurements.requests)}

The same for a call of the traced clients, above the call of an untraced one:

${callTable(measurements.awsRequests)}

${ratioTable(AWS, measurements.awsRequests)}

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
    return [`${hoptrace.title} / ${peer.title}`, `${ratio.toFixed(2)}×`]
  })
  return table(['', 'ratio'], rows)
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
