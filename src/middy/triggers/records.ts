import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import type { Metadata } from '../../core/record.ts'
import { NO_HEADERS } from './headers.ts'
import type { Redelivery, TriggerEvent, TriggerParser } from './trigger.ts'

/** How the records of one service are read. */
export interface RecordFormat {
  /** Reads what a record encloses. */
  contentOf?(record: unknown): TriggerEvent | undefined
  headerOf(record: unknown, content: TriggerEvent | undefined): HeaderReader
  /** Returns the metadata of the batch, from its first record. */
  metadataOf?(first: unknown, content: TriggerEvent | undefined): Metadata | undefined
  redeliveryOf?(first: unknown): Redelivery
}

/** Returns the parser of events whose `Records` name this service. */
export function recordsParser(service: string, format: RecordFormat): TriggerParser {
  return (event) => {
    const records = safeGet(event, 'Records')
    const first = safeGet(records, '0')
    const name = safeGet(first, 'eventSource') ?? safeGet(first, 'EventSource')
    return name === service ? parseRecords(safeList(records), format) : undefined
  }
}

/** Reads records. A single record's trace is the invocation's; several records keep their own. */
export function parseRecords(
  records: readonly unknown[],
  { contentOf, headerOf, metadataOf, redeliveryOf }: RecordFormat,
): TriggerEvent {
  const [first] = records
  // Parsed once, although header and metadata are both in it.
  let content: TriggerEvent | undefined
  const contentIn = (record: unknown): TriggerEvent | undefined => {
    if (record !== first) return contentOf?.(record)
    content ??= contentOf?.(first)
    return content
  }
  const headerIn = (record: unknown): HeaderReader => headerOf(record, contentIn(record))
  let header = records.length === 1 ? undefined : NO_HEADERS
  return {
    header(name) {
      header ??= headerIn(first)
      return header(name)
    },
    get metadata() {
      return { ...metadataOf?.(first, contentIn(first)), batchSize: records.length }
    },
    batch: { records, headerOf: headerIn, redelivery: redeliveryOf?.(first) },
  }
}
