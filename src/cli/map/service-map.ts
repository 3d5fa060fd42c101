/** How many requests or calls there were, and how they went. */
export interface Measures {
  readonly count: number
  /** Requests or calls a minute. Absent if the time is too short to tell. */
  readonly perMinute?: number
  /** The share of those that failed, in percent: client errors (4xx) too. */
  readonly errorPct: number
  /** Milliseconds that 95 % of them took at most. */
  readonly p95Ms?: number
}

/** What differs from another period. */
export type Change = 'new' | 'gone' | 'slower'

/** The same in another period. */
interface Compared {
  /** The measures of the other period. */
  readonly before?: Measures | undefined
  readonly change?: Change | undefined
}

/** A service that writes records, or what services call. */
export interface MapNode extends Compared {
  /** Is used by `from` and `to` of calls. */
  readonly id: string
  readonly name: string
  /** `service`: it writes records. `called`: only its callers do. */
  readonly kind: 'service' | 'called'
  /** Where it runs, such as `lambda`. */
  readonly layer?: string
  /** Of a service: its requests. */
  readonly requests?: Measures
}

/** The calls from one service to another, or to what writes no records. */
export interface MapEdge extends Compared {
  readonly from: string
  readonly to: string
  readonly calls: Measures
}

/** Services, and what they call. */
export interface ServiceMap {
  /** The time that was read, in milliseconds since 1970. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  /** Whether there are more services than were asked for. */
  readonly isCut: boolean
}
