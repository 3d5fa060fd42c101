import { type LogEntry, type RecordEntry, readEntry } from '../../lines/entry.ts'
import type { Around, LogEvent } from '../../lines/event.ts'
import { readEvents } from '../../lines/read-events.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { RecordPlaces } from '../live/record-places.ts'
import { isOfOtherFunction } from '../trace/doubtful.ts'
import { Invocations } from './invocations.ts'

/** Where a line comes from. */
export interface LineOrigin extends Pick<Around, 'time' | 'stream'> {
  /** The file, or the log group with its region. */
  readonly source: string
}

/** How many lines were left out, and why. */
export interface LeftOutLines {
  /** No record of a request, and nothing that Lambda says of one. */
  others: number
  /** Records that somebody else than their service may have printed. */
  doubtful: number
}

/** Finds records in the lines of services. */
export class TailedLines {
  readonly leftOut: LeftOutLines = { others: 0, doubtful: 0 }
  readonly #onRecord: (record: RequestRecord, text: string) => void
  readonly #invocations = new Invocations()
  readonly #places = new RecordPlaces()

  /**
   * @param onRecord gets each record, and its JSON
   */
  constructor(onRecord: (record: RequestRecord, text: string) => void) {
    this.#onRecord = onRecord
  }

  add(line: string, { source, ...around }: LineOrigin): void {
    for (const event of readEvents(line, around)) {
      if (event.text !== '') this.#add(readEntry(event, source), event)
    }
  }

  #add(entry: LogEntry, { text }: LogEvent): void {
    if (entry.kind === 'other') this.leftOut.others += 1
    else if (entry.kind === 'platform') {
      for (const ending of this.#invocations.endedBy(entry)) this.#emit(ending)
    } else if (this.#isDoubtful(entry)) this.leftOut.doubtful += 1
    else {
      this.#onRecord(entry.record, text)
      for (const ending of this.#invocations.add(entry)) this.#emit(ending)
    }
  }

  #emit({ record }: RecordEntry): void {
    this.#onRecord(record, JSON.stringify(record))
  }

  /** Whether a record stands inside a line, or in the log group of another function. */
  #isDoubtful(entry: RecordEntry): boolean {
    return isOfOtherFunction(entry) || this.#places.isDoubtful(entry)
  }
}
