import type { TimeRange } from '../time.ts'

/** Which requests are compared with which. */
export interface Periods {
  readonly after: TimeRange
  /** `undefined`: odd requests are compared with the rest of the same time. */
  readonly before: TimeRange | undefined
  /** The versions of the later and of the earlier requests, if versions are compared. */
  readonly versions?: { readonly after: string; readonly before: string | undefined }
}

/** What is known of all requests before they are compared. */
interface KnownRequests {
  /** The time of the last one, in milliseconds since 1970. */
  readonly last?: number | undefined
  /** Their versions, the newest first. */
  readonly versions?: readonly string[]
}

/** Returns the periods of a comparison. */
export type FindPeriods = (known: KnownRequests) => Periods

/** The requests that a command looks at. */
export interface RequestChoice {
  readonly action?: string | undefined
  readonly tenant?: string | undefined
  /** Requests that take longer are odd. Milliseconds. */
  readonly slowMs?: number | undefined
  /** Requests that fail by a fault are odd. */
  readonly errors?: boolean | undefined
  /** Requests with this status are odd. */
  readonly status?: number | undefined
}

/** Whether the flags say which requests are odd. */
export function isOddChosen({ slowMs, errors, status }: RequestChoice): boolean {
  return slowMs !== undefined || errors === true || status !== undefined
}
