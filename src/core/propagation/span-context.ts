/** The span that a trace goes on from, and whether that trace is sampled. */
export interface Departure {
  readonly spanId: string
  readonly isSampled: boolean
}
