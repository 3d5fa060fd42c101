import { nextAnswer, startChild } from './child.ts'
import { type Contender, sourceOf } from './contenders.ts'

/** A contender in a process of its own. */
export interface Worker {
  /** Handles requests. Returns the microseconds of processor time per request. */
  handle(requests: number): Promise<number>
  stop(): void
}

/** Starts a contender. Its lines go to an open file. */
export function startWorker(contender: Contender, stdout: number): Worker {
  const child = startChild(import.meta.resolve('./worker.ts'), [sourceOf(contender)], stdout)
  return {
    async handle(requests) {
      child.send(requests)
      return (await nextAnswer<number>(child)) / requests
    },
    stop: () => child.disconnect(),
  }
}
