import { AsyncLocalStorage } from 'node:async_hooks'
import { CliError } from '../cli-error.ts'

/** How much may be scanned of log groups, over several queries. */
export class ScanLimit {
  readonly #maxBytes: number
  readonly #queries: QueryScan[] = []

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Admits a query, and counts it, unless it would scan too much together with the others.
   * @param bytes what it would scan. `undefined` if that isn't known
   * @throws ScanLimitError
   */
  admit(bytes: number | undefined): QueryScan {
    if (bytes === undefined) {
      throw new ScanLimitError(
        `How much a query would scan isn't known, and at most ${sizeText(this.#maxBytes)} may be scanned: the credentials need the permission logs:DescribeLogGroups, and the log groups must exist`,
      )
    }
    this.#check(bytes, (all) => `would scan about ${sizeText(all)}`)
    const query = new QueryScan(bytes, () =>
      this.#check(0, (all) => `was stopped after ${sizeText(all)}`),
    )
    this.#queries.push(query)
    return query
  }

  #check(more: number, what: (all: number) => string): void {
    const all = this.#queries.reduce((sum, { bytes }) => sum + bytes, more)
    if (all <= this.#maxBytes) return
    throw new ScanLimitError(
      `The call ${what(all)} of log groups, more than --max-scan ${sizeText(this.#maxBytes)}: choose a shorter time. The limit is set where the server is started`,
    )
  }
}

/** What a query scans. */
export class QueryScan {
  /** What it has scanned; while it runs, at least what was estimated. */
  bytes: number
  readonly #estimated: number
  readonly #check: () => void

  constructor(estimated: number, check: () => void) {
    this.bytes = estimated
    this.#estimated = estimated
    this.#check = check
  }

  /**
   * Counts what the query has scanned so far.
   * @throws ScanLimitError if it is more than was estimated, and too much
   */
  count(scanned: number, isRunning: boolean): void {
    this.bytes = isRunning ? Math.max(scanned, this.#estimated) : scanned
    this.#check()
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
