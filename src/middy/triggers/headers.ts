import { findKey } from '../../core/lib/find-key.ts'
import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'

/**
 * Reads a header from the first of these objects that has it, whatever the case of their names;
 * one that came several times is joined as HTTP joins it.
 */
export function headersIn(bags: readonly unknown[]): HeaderReader {
  return (name) => {
    for (const bag of bags) {
      if (bag === undefined || bag === null) continue
      const text = headerText(safeGet(bag, name) ?? valueLike(bag, name))
      if (text !== undefined) return text
    }
    return undefined
  }
}

/** Of what carries none. */
export const NO_HEADERS: HeaderReader = () => undefined

function valueLike(bag: unknown, name: string): unknown {
  try {
    const key = findKey(bag as object, name)
    return key === undefined ? undefined : safeGet(bag, key)
  } catch {
    return undefined // a Proxy that doesn't list its keys
  }
}

/** Where the attributes of SQS, SNS, DynamoDB and RabbitMQ have their value. */
const WRAPPERS = ['stringValue', 'Value', 'S', 'bytes']

function headerText(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return plainText(value)
  const wrapper = WRAPPERS.find((name) => safeGet(value, name) !== undefined)
  return plainText(wrapper === undefined ? value : safeGet(value, wrapper))
}

/** More than a header that is taken up has of bytes. */
const MOST_ITEMS = 8_192

/** A text, several texts, or the bytes of one. */
function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const items = safeList(value).slice(0, MOST_ITEMS)
  const bytes = items.filter((item) => typeof item === 'number')
  if (bytes.length > 0) return Buffer.from(bytes).toString('latin1')
  const texts = items.filter((item) => typeof item === 'string')
  return texts.length === 0 ? undefined : texts.join(', ')
}
