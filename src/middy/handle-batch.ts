import type { Redelivery } from './triggers/trigger.ts'

/** The errors of the records that failed, by the record's index. */
export type Failures = ReadonlyMap<number, unknown>

/** How the records of a batch ended. */
export interface BatchOutcome {
  readonly failures: Failures
  /** How many records succeeded. */
  readonly succeeded: number
}

/**
 * Calls `handle` with each record, at most `concurrency` at once. After a failure, later records
 * with the same ordering key are skipped.
 */
export async function handleBatch(
  records: readonly unknown[],
  { orderingKeyOf }: Redelivery,
  concurrency: number,
  handle: (record: unknown) => unknown,
): Promise<BatchOutcome> {
  const failures = new Map<number, unknown>()
  const stoppedKeys = new Set<string | undefined>()
  const rest = records.entries()
  let succeeded = 0
  const work = async (): Promise<void> => {
    for (const [index, record] of rest) {
      const orderingKey = orderingKeyOf?.(record)
      if (stoppedKeys.has(orderingKey)) continue
      try {
        await handle(record)
        succeeded += 1
      } catch (error) {
        failures.set(index, error)
        if (orderingKeyOf !== undefined) stoppedKeys.add(orderingKey)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, records.length) }, work))
  return { failures, succeeded }
}

/** Returns the records to report to the service as failed. */
export function recordsToRedeliver(
  records: readonly unknown[],
  { report, orderingKeyOf }: Redelivery,
  failures: Failures,
): readonly unknown[] {
  const failed = [...failures.keys()].sort((a, b) => a - b)
  if (report === 'rest') return records.slice(failed[0] ?? records.length)
  if (report === 'failed') return failed.map((index) => records[index])
  const firsts = new Map<string | undefined, unknown>()
  for (const index of failed.toReversed())
    firsts.set(orderingKeyOf?.(records[index]), records[index])
  return [...firsts.values()]
}
