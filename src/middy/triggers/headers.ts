import { listOf, member } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'

/**
 * Reads a header from the first of these objects that has it, whatever the case of their names;
 * one that came several times is joined as HTTP joins it.
 */
export function headersIn(bags: readonly unknown[]): HeaderReader {
  return (name) => {
    for (const bag of bags) {
      if (bag === undefined || bag === null) continue
      const text = textOf(member(bag, name) ?? valueLike(bag, name))
      if (text !== undefined) return text
    }
    return undefined
  }
}

/** Of what carries none. */
export const NO_HEADERS: HeaderReader = () => undefined

function valueLike(bag: unknown, name: string): unknown {
  try {
    for (const key in bag as object) {
      if (key.length === name.length && key.toLowerCase() === name) return member(bag, key)
    }
  } catch {
    // a Proxy that doesn't tell its names
  }
  return undefined
}

/** Where the attributes of SQS, SNS, DynamoDB and RabbitMQ have their value. */
const WRAPPERS = ['stringValue', 'Value', 'S', 'bytes']

function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return plainText(value)
  const wrapper = WRAPPERS.find((name) => member(value, name) !== undefined)
  return plainText(wrapper === undefined ? value : member(value, wrapper))
}

/** More than a header that is taken up has of bytes. */
const MOST_ITEMS = 8_192

/** A text, several texts, or the bytes of one. */
function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const items = listOf(value).slice(0, MOST_ITEMS)
  const bytes = items.filter((item) => typeof item === 'number')
  if (bytes.length > 0) return Buffer.from(bytes).toString('latin1')
  const texts = items.filter((item) => typeof item === 'string')
  return texts.length === 0 ? undefined : texts.join(', ')
}
