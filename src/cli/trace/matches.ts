import type { LogEntry } from '../../lines/entry.ts'
import type { IdKind } from '../../lines/ids.ts'
import type { WantedId } from '../../lines/wanted-id.ts'
import { MAX_LINES } from './join.ts'
import { Outside } from './outside.ts'
import { RequestList } from './request-list.ts'

/** Many requests have the same tenant or user. */
const SHARED: ReadonlySet<IdKind> = new Set(['tenant', 'user'])

/** The lines that have a wanted id. */
export class Matches {
  readonly #wanted: WantedId
  /** Lines that have the id of one request, or of a few. */
  readonly lines: LogEntry[] = []
  /** The requests that have the id, or a part of it, among others. */
  readonly requests: RequestList = new RequestList()
  /** Lines outside of the time. */
  readonly outside: Outside = new Outside()
  isCut = false

  constructor(wanted: WantedId) {
    this.#wanted = wanted
  }

  add(entry: LogEntry, isInRange: boolean): void {
    const match = this.#matchOf(entry)
    if (match === undefined) return
    if (!isInRange) this.outside.add(entry)
    else if (match === 'shared') this.requests.add(entry)
    else if (this.lines.length < MAX_LINES) this.lines.push(entry)
    else this.isCut = true
  }

  #matchOf({ ids }: LogEntry): 'own' | 'shared' | undefined {
    let isShared = false
    for (const id of ids) {
      const match = this.#wanted.matches(id)
      if (match === 'whole' && !SHARED.has(id.kind)) return 'own'
      isShared ||= match !== undefined
    }
    return isShared ? 'shared' : undefined
  }
}
