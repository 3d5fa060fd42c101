import { setTimeout as sleep } from 'node:timers/promises'
import { keyOf } from '../../lines/ids.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { idTexts, isEscapable } from '../../lines/wanted-id.ts'
import type { Log } from '../log.ts'
import { stepName } from '../trace/tree.ts'

/** CloudWatch bills each query by the data that it scans. */
const PAUSE_MS = 1_000

/** What is waited for, and how long. */
export interface AwaitedHops {
  readonly traceId: string
  /** The names of hops, or the actions of calls. */
  readonly names: readonly string[]
  readonly timeoutMs: number
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * Waits until a trace has a record of each hop that is expected.
 * @param openLog opens the log as it is now
 * @returns the record of each hop that came in time
 */
export async function awaitHops(
  openLog: () => Log,
  { traceId, names, timeoutMs, now, signal }: AwaitedHops,
): Promise<Map<string, RequestRecord>> {
  const end = now() + timeoutMs
  for (;;) {
    const found = await findHops(openLog(), traceId)
    if (names.every((name) => found.has(name)) || now() + PAUSE_MS > end) return found
    await sleep(PAUSE_MS, undefined, { signal })
  }
}

async function findHops(log: Log, traceId: string): Promise<Map<string, RequestRecord>> {
  const hops = new Map<string, RequestRecord>()
  const search = { texts: idTexts(traceId), isPart: isEscapable(traceId) }
  await log.find(search, (entry) => {
    if (entry.kind !== 'record' || keyOf(entry.record.traceId) !== keyOf(traceId)) return
    const { phase, hopResult } = entry.record
    const isHop = phase === 'call' || (phase === 'hop' && hopResult !== 'start')
    if (isHop) hops.set(stepName(entry.record), entry.record)
  })
  return hops
}
