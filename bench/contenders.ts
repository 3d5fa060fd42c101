/** What is measured: a file in `contenders/` that exports a `handler`. */
export interface Contender {
  readonly name: string
  readonly title: string
  /** The largest share of this one's time that hoptrace's may be, by the milestone up to which it is spent. */
  readonly goals?: Readonly<Record<number, number>>
  /** The root of the checkout whose file it is. Default: this checkout. */
  readonly checkout?: URL
}

/** Middy alone: its time is subtracted from the others'. */
export const BASE: Contender = { name: 'bare', title: 'bare Middy' }

/** An empty module: what the measurement itself costs. */
export const NOTHING: Contender = { name: 'nothing', title: 'nothing' }

/** The one that the others are compared with. */
export const HOPTRACE: Contender = { name: 'hoptrace', title: 'hoptrace' }

/** The functions that `tracing()` is made of, called by hand: a lost ending isn't detected, as with the peers. */
export const HOPTRACE_BY_HAND: Contender = {
  name: 'hoptrace-by-hand',
  title: 'hoptrace, begun and ended by hand',
}

/** The others, fastest first. */
export const PEERS: readonly Contender[] = [
  {
    name: 'handwritten',
    title: '(a) JSON.stringify + process.stdout.write',
    goals: { 1: 1.4, 1000: 1.3 },
  },
  { name: 'pino', title: '(b) pino, sync destination', goals: { 1: 0.5, 1000: 0.8 } },
  { name: 'powertools', title: '(c) Powertools Logger + Metrics', goals: { 1000: 0.45 } },
]

/** In the order in which they take turns. */
export const CONTENDERS: readonly Contender[] = [BASE, ...PEERS, HOPTRACE_BY_HAND, HOPTRACE]

/** An AWS client that isn't traced: its time is subtracted from the others'. */
export const AWS_BASE: Contender = { name: 'aws-untraced', title: 'an untraced client' }

/** The one that the others are compared with. */
export const AWS_HOPTRACE: Contender = { name: 'aws-hoptrace', title: 'traceClient' }

/** The others. */
export const AWS_PEERS: readonly Contender[] = [
  { name: 'aws-xray', title: 'captureAWSv3Client of aws-xray-sdk-core' },
  {
    name: 'aws-opentelemetry',
    title: 'OpenTelemetry’s instrumentation-aws-sdk, to a collector',
    goals: { 10: 0.3 },
  },
  { name: 'aws-opentelemetry-line', title: 'the same, to a line per request' },
]

/** In the order in which they take turns. */
export const AWS_CONTENDERS: readonly Contender[] = [AWS_BASE, ...AWS_PEERS, AWS_HOPTRACE]

const ROOT = new URL('../', import.meta.url)

/** The file of a contender's handler. */
export function sourceOf({ name, checkout = ROOT }: Contender): string {
  return new URL(`bench/contenders/${name}.ts`, checkout).href
}
