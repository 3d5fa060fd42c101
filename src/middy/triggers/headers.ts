import { findIn } from '../../core/lib/find-key.ts'
import { safeGet, safeKeys, safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import { pathsOf, safeGetAt } from './event-values.ts'

/**
 * Returns a reader of headers from the first of these objects that has the header, with its name in
 * any case. Several values of one header are joined as HTTP joins them. Texts and lists carry none.
 */
export function headerReader(sources: readonly unknown[]): HeaderReader {
  const readers = sources.map(readerOf)
  return (name) => {
    for (const read of readers) {
      const text = read(name)
      if (text !== undefined) return text
    }
    return undefined
  }
}

/** The reader for events that carry no headers. */
export const NO_HEADERS: HeaderReader = () => undefined

function readerOf(source: unknown): HeaderReader {
  // Listed once: a sender may give its message any number of members.
  const keys = safeKeys(source)
  return (name) => {
    const key = findIn(keys, name)
    return key && headerText(safeGet(source, key))
  }
}

/** The members in which attributes of SQS, SNS, DynamoDB and RabbitMQ hold their value. */
const VALUES = pathsOf('stringValue Value S bytes')

function headerText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : plainText(safeGetAt(value, VALUES) ?? value)
}

/** Returns the text of a header that is a text, a list of texts, or a list of bytes. */
function plainText(value: unknown): string | undefined {
  // No accepted header has more bytes.
  const maxItems = 8_192
  if (typeof value === 'string') return value
  const items = safeList(value, maxItems)
  const bytes = items.filter((item) => typeof item === 'number')
  if (bytes.length > 0) return Buffer.from(bytes).toString('latin1')
  // CloudFront's items are objects.
  const texts = items
    .map((item) => safeGet(item, 'value') ?? item)
    .filter((item) => typeof item === 'string')
  return texts.length === 0 ? undefined : texts.join(', ')
}
