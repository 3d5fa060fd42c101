import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import type { Metadata } from '../../core/record.ts'
import { NO_HEADERS } from './headers.ts'
import type { Delivery, TriggerEvent, TriggerParser } from './trigger.ts'

/** What is known of the records of one service. */
export interface RecordFamily {
  headerOf(record: unknown): HeaderReader
  /** What the first record says of all. */
  metadataOf?(first: unknown): Metadata | undefined
  deliveryOf?(first: unknown): Delivery
}

/** A source of events whose `Records` name the service. */
export function recordsParser(service: string, family: RecordFamily): TriggerParser {
  return (event) => {
    const records = safeGet(event, 'Records')
    const first = safeGet(records, '0')
    const name = safeGet(first, 'eventSource') ?? safeGet(first, 'EventSource')
    return name === service ? batchOf(safeList(records), family) : undefined
  }
}

/** What an event with records tells. The trace of a single record is the invocation's; several have their own. */
export function batchOf(
  records: readonly unknown[],
  { headerOf, metadataOf, deliveryOf }: RecordFamily,
): TriggerEvent {
  const [first] = records
  let header = records.length === 1 ? undefined : NO_HEADERS
  return {
    header(name) {
      header ??= headerOf(first)
      return header(name)
    },
    get metadata() {
      return { ...metadataOf?.(first), batchSize: records.length }
    },
    batch: { records, headerOf, delivery: deliveryOf?.(first) },
  }
}
