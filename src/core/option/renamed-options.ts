/** New names of options, by their old ones. */
export type Renames = Readonly<Record<string, string>>

/** The options of the adapters that were renamed before the first release. */
export const RENAMED_OPTIONS: Renames = {
  onError: 'failureLevel',
  body: 'traceIdInBody',
  timeoutMargin: 'timeoutMarginMs',
  maxHops: 'maxServices',
  errors: 'errorResponse',
}

/** The options of alarms and functions that were renamed before the first release. */
export const RENAMED_LIMITS: Renames = { p99: 'p99Ms' }
