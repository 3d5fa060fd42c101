import { findIn } from '../../core/lib/find-key.ts'
import { isObject } from '../../core/lib/is-object.ts'
import { safeGet, safeKeys, safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import { pathsOf, safeGetAt } from './event-values.ts'

/**
 * Returns a reader of headers from the first of these objects that has the header, with its name in
 * any case. Several values of one header are joined as HTTP joins them. Texts and lists carry none.
 */
export function headerReader(sources: readonly unknown[]): HeaderReader {
  const bags = sources.filter(isObject).map(bagOf)
  return (name) => {
    let text: string | undefined
    for (let at = 0; text === undefined && at < bags.length; at += 1) {
      const { source, keys, isLower } = bags[at] as Bag
      const key = isLower ? keys.includes(name) && name : findIn(keys, name)
      if (key) text = headerText(safeGet(source, key))
    }
    return text
  }
}

/** The reader for events that carry no headers. */
export const NO_HEADERS: HeaderReader = () => undefined

/** An object of headers. */
interface Bag {
  readonly source: object
  readonly keys: readonly string[]
  /** Whether all names are in lower case, as most senders write them: these need no search in any case. */
  readonly isLower: boolean
}

function bagOf(source: object): Bag {
  // Listed once: a sender may give its message any number of members.
  const keys = safeKeys(source)
  const text = keys.join()
  return { source, keys, isLower: text === text.toLowerCase() }
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
