import type { RecordEntry } from '../../lines/entry.ts'
import { isAtStart, isFromTool } from '../../lines/line-start.ts'

const MAX_SOURCES = 1_000

/** Knows where in the lines of each source records stand. */
export class RecordPlaces {
  /** Sources in which records stand at the start of their lines. */
  readonly #bare = new Set<string>()

  /**
   * Whether a record stands inside of a line that a service wrote: a user's text that the service logs can
   * have it.
   */
  isDoubtful({ prefix, source }: Pick<RecordEntry, 'prefix' | 'source'>): boolean {
    if (!isAtStart(prefix)) return this.#bare.has(source) || !isFromTool(prefix)
    if (this.#bare.size < MAX_SOURCES) this.#bare.add(source)
    return false
  }
}
