import { type Item, nextBatch, payloadOf, type Signal } from './batch.ts'
import { type Destination, post } from './post.ts'
import { retryDelay } from './retry-delay.ts'
import { report } from './sender.ts'

/**
 * Sends items, and waits until the collector has taken them.
 * @param remainingTime returns the milliseconds that may be spent
 * @throws Error if the collector doesn't take them in this time. Some of them may have been taken
 */
export async function deliver(
  signal: Signal,
  items: readonly Item[],
  destination: Destination,
  remainingTime: () => number,
): Promise<void> {
  for (let rest = items, failures = 0; rest.length > 0; ) {
    const batch = nextBatch(rest)
    const timeoutMs = Math.max(Math.min(destination.timeoutMs, remainingTime() / 2), 1)
    const answer = await post({ ...destination, timeoutMs }, payloadOf(signal, batch))
    if (answer.problem !== undefined) report(answer.problem)
    if (answer.mustRetry !== true) {
      rest = rest.slice(batch.length)
      failures = 0
      continue
    }
    const delay = retryDelay(failures, answer.retryAfterMs)
    const { what, detail } = answer.problem ?? { what: '', detail: '' }
    // The time after the delay must be enough for another request.
    if (delay > remainingTime() / 2) throw new Error(`hoptrace: ${what}: ${detail}`)
    failures += 1
    await new Promise((resolve) => setTimeout(resolve, delay))
  }
}
