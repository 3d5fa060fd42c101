import { AsyncLocalStorage } from 'node:async_hooks'
import { CliError } from '../cli-error.ts'

/** How much may be scanned of log groups, over several queries. */
export class ScanLimit {
  readonly #maxBytes: number
  /** What each query has scanned. */
  readonly #scanned = new Map<string, number>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Refuses a query that would scan too much.
   * @param bytes what it would scan. `undefined` if that isn't known
   * @throws ScanLimitError
   */
  admit(bytes: number | undefined): void {
    if (bytes === undefined) {
      throw new ScanLimitError(
        `How much a query would scan isn't known, and at most ${sizeText(this.#maxBytes)} may be scanned: the credentials need the permission logs:DescribeLogGroups, and the log groups must exist`,
      )
    }
    const all = this.#sum() + bytes
    if (all > this.#maxBytes) throw this.#error(`would scan about ${sizeText(all)}`)
  }

  /**
   * Stops queries that scan more than was estimated.
   * @param bytes what a query has scanned so far
   * @throws ScanLimitError
   */
  count(queryId: string, bytes: number): void {
    this.#scanned.set(queryId, bytes)
    const all = this.#sum()
    if (all > this.#maxBytes) throw this.#error(`was stopped after ${sizeText(all)}`)
  }

  #sum(): number {
    return [...this.#scanned.values()].reduce((sum, one) => sum + one, 0)
  }

  #error(what: string): ScanLimitError {
    return new ScanLimitError(
      `The call ${what} of log groups, more than --max-scan ${sizeText(this.#maxBytes)}: choose a shorter time. The limit is set where the server is started`,
    )
  }
}

/** Too much would be scanned. */
export class ScanLimitError extends CliError {}

const limits = new AsyncLocalStorage<ScanLimit>()

/**
 * Runs a function, whose queries of log groups may scan so much together. The limit is around whatever
 * queries log groups, so that no path to them can forget it.
 */
export function withScanLimit<T>(maxBytes: number, run: () => Promise<T>): Promise<T> {
  return limits.run(new ScanLimit(maxBytes), run)
}

/** Returns the limit of the running call; `undefined` for commands, which have none. */
export function scanLimit(): ScanLimit | undefined {
  return limits.getStore()
}

function sizeText(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
