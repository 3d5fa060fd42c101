import { safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import { itemsByName, type Part, pathsOf, safeGetAt, textOf } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import { contentOf, headerOf, sentAt, sourceOf } from './record.ts'
import { redeliveryOf } from './redelivery.ts'
import { serviceOf } from './services.ts'
import type { TriggerEvent } from './trigger.ts'

/** The members in which records name their service. */
const SERVICE = pathsOf('eventSource EventSource')
/** The members in which events hold their records: a list, or several lists by a name. */
const MEMBERS = pathsOf('Records messages records rmqMessagesByQueue events')

/**
 * Reads events that are records of one service: those of Lambda's event sources, and the lists that
 * EventBridge Pipes sends. A single record's trace is the invocation's; several keep their own.
 */
export function records(event: Part): TriggerEvent | undefined {
  const isPiped = safeList(event, 1).length > 0
  const { names, items } = itemsByName(isPiped ? event : safeGetAt(event, MEMBERS))
  const [first] = items
  const stream = textOf(event?.deliveryStreamArn)
  const [field, report, broker] =
    serviceOf(
      textOf(event?.eventSource) ?? textOf(safeGetAt(first, SERVICE)) ?? (stream ? 'firehose' : ''),
    ) ?? []
  if (field === undefined) return undefined
  // Parsed once, although header and metadata are both in it.
  let content: TriggerEvent | undefined
  const contentIn = (record: unknown): TriggerEvent => {
    if (record !== first) return contentOf(record)
    content ??= contentOf(first)
    return content
  }
  const headerIn = (record: unknown): HeaderReader => headerOf(record, contentIn)
  let header = items.length === 1 ? undefined : NO_HEADERS
  return {
    header(name) {
      header ??= headerIn(first)
      return header(name)
    },
    get metadata() {
      const source =
        sourceOf(first) ?? sourceOf({ eventSourceARN: stream, eventSourceKey: names[0] })
      return { ...contentIn(first).metadata, [field]: source, broker, batchSize: items.length }
    },
    sentAt: sentAt(first),
    batch: {
      records: items,
      headerOf: headerIn,
      redelivery: redeliveryOf(report, first, isPiped),
    },
  }
}
