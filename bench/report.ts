import { cpus } from 'node:os'
import type { ColdStart } from './cold-start.ts'
import { BASE, type Contender, HOPTRACE, PEERS } from './contenders.ts'
import type { Output } from './output.ts'
import { median, quantile } from './quantile.ts'
import type { RequestTimes } from './request-time.ts'

/** All that was measured. */
export interface Measurements {
  readonly outputs: ReadonlyMap<Contender, Output>
  readonly requests: RequestTimes
  readonly coldStarts: readonly ColdStart[]
}

/** The measurements as a page of Markdown. */
export function formatReport(measurements: Measurements): string {
  const date = new Date().toISOString().slice(0, 10)
  const cpu = cpus()[0]?.model.trim()
  return `# hoptrace against its peers

Written by \`npm run bench\` on ${date}, Node ${process.version}, ${cpu}.

## A request

One HTTP API request through Middy, with a start, four service calls and an ending: six lines to the null device. Processor time above bare Middy, median of the rounds and their middle half.

${requestTable(measurements)}

${ratioTable(measurements.requests)}

## A cold start

The same function, bundled and minified, in a new process: milliseconds of its import and of its first request, medians, and what they are above bare Middy's.

${coldStartTable(measurements.coldStarts)}
`
}

function requestTable({ requests, outputs }: Measurements): string {
  const rows = [...PEERS, HOPTRACE].map((contender) => {
    const times = aboveBase(requests, contender)
    const output = outputs.get(contender)
    return [
      contender.title,
      median(times).toFixed(1),
      middleHalf(times),
      String(output?.lines),
      String(Math.round(output?.bytes ?? 0)),
    ]
  })
  return table(['', 'µs per request', 'middle half', 'lines', 'bytes'], rows)
}

function ratioTable(requests: RequestTimes): string {
  const hoptrace = aboveBase(requests, HOPTRACE)
  const rows = PEERS.map((peer) => {
    const times = aboveBase(requests, peer)
    const ratios = hoptrace.map((time, round) => time / (times[round] as number))
    return [`hoptrace / ${peer.title}`, `${median(ratios).toFixed(2)}×`, `${peer.goal}×`]
  })
  return table(['', 'ratio', 'goal at most'], rows)
}

function coldStartTable(coldStarts: readonly ColdStart[]): string {
  const base = coldStarts.find(({ contender }) => contender === BASE)
  const rows = coldStarts.map(({ contender, size, imports, firstRequests }) => [
    contender.title,
    (size / 1024).toFixed(1),
    median(imports).toFixed(1),
    signed(median(imports) - median(base?.imports ?? [])),
    median(firstRequests).toFixed(1),
    signed(median(firstRequests) - median(base?.firstRequests ?? [])),
  ])
  return table(['', 'KB', 'import', 'above', 'first request', 'above'], rows)
}

// Round by round: what slowed the machine down then, slowed both.
function aboveBase(requests: RequestTimes, contender: Contender): readonly number[] {
  const base = requests.get(BASE) ?? []
  return (requests.get(contender) ?? []).map((time, round) => time - (base[round] as number))
}

function middleHalf(values: readonly number[]): string {
  return `${quantile(values, 0.25).toFixed(1)} – ${quantile(values, 0.75).toFixed(1)}`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
