/** What a request's metrics are computed from. `duration` is in milliseconds. */
export interface Ending {
  readonly action: string
  readonly duration: number
  readonly coldStart: boolean
}

/** Counts a successful request. Returns fields for its ending. */
export type CountRequest = (ending: Ending) => Record<string, unknown>

const FRESH_MS = 100
let measuredAt = Number.NEGATIVE_INFINITY
let peak = 0

/** The peak memory of the process in MB. Read at most ten times a second: reading takes as long as writing a line. */
export function peakMemory(): number {
  const now = performance.now()
  if (now - measuredAt >= FRESH_MS) {
    measuredAt = now
    peak = Math.round(process.resourceUsage().maxRSS / 1024)
  }
  return peak
}

const METRICS = [
  {
    Namespace: 'bench',
    Dimensions: [['service'], ['service', 'action']],
    Metrics: [
      { Name: 'duration', Unit: 'Milliseconds' },
      { Name: 'Requests', Unit: 'Count' },
      { Name: 'Faults', Unit: 'Count' },
    ],
  },
]

/** The metrics of a request as fields in CloudWatch's embedded metric format. */
export const metricFields: CountRequest = ({ coldStart }) => ({
  Requests: 1,
  Errors: 0,
  Faults: 0,
  Throttles: 0,
  Timeouts: 0,
  ColdStarts: Number(coldStart),
  _aws: { Timestamp: Date.now(), CloudWatchMetrics: METRICS },
})
