import type { Delivery } from './triggers/trigger.ts'

/** The errors of the records that failed, by their index. */
export type Failures = ReadonlyMap<number, unknown>

/** What became of the records of an event. */
export interface Delivered {
  readonly failures: Failures
  /** How many did not fail. */
  readonly succeeded: number
}

/** Handles each record, at most so many at once. What is ordered after one that failed is left out. */
export async function deliver(
  records: readonly unknown[],
  { orderingKeyOf }: Delivery,
  concurrency: number,
  handle: (record: unknown) => unknown,
): Promise<Delivered> {
  const failures = new Map<number, unknown>()
  const stopped = new Set<string | undefined>()
  const rest = records.entries()
  let succeeded = 0
  const work = async (): Promise<void> => {
    for (const [index, record] of rest) {
      const lane = orderingKeyOf?.(record)
      if (stopped.has(lane)) continue
      try {
        await handle(record)
        succeeded += 1
      } catch (error) {
        failures.set(index, error)
        if (orderingKeyOf !== undefined) stopped.add(lane)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, records.length) }, work))
  return { failures, succeeded }
}

/** The records that the service is to deliver again, or to go on from. */
export function undelivered(
  records: readonly unknown[],
  { report, orderingKeyOf }: Delivery,
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
