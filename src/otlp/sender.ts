import { reportFault } from '../core/outcome/fault-report.ts'
import { ticks } from '../core/platform/clock.ts'
import { outsideRequests } from '../core/trace/context.ts'
import { processEnd } from '../core/trace/process-end.ts'
import { type Item, MAX_BATCH, nextBatch, payloadOf, type Signal } from './batch.ts'
import { type Destination, type Problem, post } from './post.ts'
import { retryDelay } from './retry-delay.ts'

const MAX_QUEUE_LENGTH = 20_000_000
const DELAY_MS = 5_000

/**
 * Sends items of one kind in batches, one request at a time. What a collector can't take now stays in
 * the queue, and is sent again later.
 */
export class Sender {
  readonly #signal: Signal
  readonly #destination: Destination
  readonly #maxItems: number
  readonly #outside = outsideRequests()
  readonly #queue: Item[] = []
  #length = 0
  #running: Promise<void> | undefined
  /** Whether a flush has waited for the request that is on its way. */
  #isWaitedFor = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #retryAt = 0
  /** Until when the collector asks to be left alone. */
  #restUntil = 0
  readonly #beforeEnd = {
    send: (withinMs: number) => this.#sendWithin(withinMs),
    lose: () => this.#reportLoss(),
  }

  constructor(signal: Signal, destination: Destination, maxItems: number) {
    this.#signal = signal
    this.#destination = destination
    this.#maxItems = maxItems
  }

  /** Adds an item. If the queue is full, the item is lost, and the loss is reported. */
  add(resource: string, json: string): void {
    const isFull = this.#queue.length >= this.#maxItems || this.#length > MAX_QUEUE_LENGTH
    if (isFull) {
      report({ what: `${this.#signal} are lost`, detail: 'the queue is full' })
      return
    }
    this.#queue.push({ resource, json })
    this.#length += json.length
    processEnd().add(this.#beforeEnd)
    if (this.#queue.length >= MAX_BATCH && ticks() >= this.#retryAt) void this.#run()
    else this.#wait(DELAY_MS)
  }

  /**
   * Sends what is in the queue. It doesn't wait while a collector asks to be left alone, or for a request
   * that an earlier flush has waited for in vain: a dead collector must not slow down each request.
   */
  async flush(): Promise<void> {
    if (ticks() < this.#retryAt || (this.#running && this.#isWaitedFor)) return
    const run = this.#run()
    this.#isWaitedFor = true
    await run
  }

  /** Sends before the process ends, and again while the collector refuses: later there is no process. */
  async #sendWithin(ms: number): Promise<void> {
    const endsAt = ticks() + ms
    for (let at = this.#restUntil; at < endsAt && this.#queue.length > 0; at = this.#retryAt) {
      // Unlike the timer of `#wait`, this one keeps the process alive.
      await new Promise((resolve) => setTimeout(resolve, at - ticks()))
      await this.#run()
    }
  }

  #reportLoss(): void {
    const { length } = this.#queue
    if (length > 0)
      report({ what: `${this.#signal} are lost at the end`, detail: `${length} waited` })
  }

  #run(): Promise<void> {
    this.#running ??= this.#outside(() => this.#sendAll()).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#queue.length > 0) {
      const batch = nextBatch(this.#queue)
      this.#isWaitedFor = false
      const answer = await post(this.#destination, payloadOf(this.#signal, batch))
      if (answer.problem !== undefined) report(answer.problem)
      if (answer.mustRetry) {
        this.#backOff(answer.retryAfterMs)
        return
      }
      this.#failures = 0
      this.#queue.splice(0, batch.length)
      for (const { json } of batch) this.#length -= json.length
    }
    processEnd().delete(this.#beforeEnd)
  }

  #backOff(retryAfterMs: number | undefined): void {
    const delay = retryDelay(this.#failures, retryAfterMs)
    this.#failures += 1
    this.#retryAt = ticks() + delay
    if (retryAfterMs !== undefined) this.#restUntil = this.#retryAt
    this.#wait(delay)
  }

  /** Sends after a while. The timer keeps no process alive. */
  #wait(delay: number): void {
    this.#timer ??= this.#outside(() => setTimeout(() => void this.#run(), delay))
    this.#timer.unref?.()
  }
}

/** Tells users, on stderr, of what was lost. */
export function report({ what, detail }: Problem): void {
  reportFault(detail, `otlp: ${what}`)
}
