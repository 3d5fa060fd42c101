/** The two kinds of data that are sent. */
export type Signal = 'spans' | 'logRecords'

/** A span or a log record. */
export interface Item {
  /** The writer's resource as OTLP's JSON. */
  readonly resource: string
  readonly json: string
}

/** How many items a request has at most. */
export const MAX_BATCH = 512
/** Characters. X-Ray takes 5 MB. */
const MAX_BATCH_LENGTH = 1_500_000

/** Returns the first items of a queue, as many as a request may have. */
export function nextBatch(queue: readonly Item[]): Item[] {
  let length = 0
  const end = queue.findIndex(({ json }, index) => {
    length += json.length
    return index > 0 && (index >= MAX_BATCH || length > MAX_BATCH_LENGTH)
  })
  return queue.slice(0, end < 0 ? undefined : end)
}

const NAMES = {
  spans: ['resourceSpans', 'scopeSpans'],
  logRecords: ['resourceLogs', 'scopeLogs'],
} as const

/** Returns the body of a request: the items, grouped by who wrote them. */
export function payloadOf(signal: Signal, batch: readonly Item[]): string {
  const [resources, scopes] = NAMES[signal]
  const groups = Object.entries(Object.groupBy(batch, ({ resource }) => resource)).map(
    ([resource, items = []]) => {
      const list = items.map(({ json }) => json).join(',')
      return `{"resource":${resource},"${scopes}":[{"scope":{"name":"hoptrace"},"${signal}":[${list}]}]}`
    },
  )
  return `{"${resources}":[${groups.join(',')}]}`
}
