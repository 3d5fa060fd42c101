import { crc32 } from 'node:zlib'

const TEXT = 7
const PRELUDE = 12
const CHECKSUM = 4

/**
 * Encodes a message of `application/vnd.amazon.eventstream`, as AWS specifies it: lengths with their
 * checksum, headers, the payload, and a checksum of all.
 */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: object): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(encodeHeader))
  const body = Buffer.from(JSON.stringify(payload))
  const message = Buffer.alloc(PRELUDE + head.length + body.length + CHECKSUM)
  message.writeUInt32BE(message.length, 0)
  message.writeUInt32BE(head.length, 4)
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8)
  head.copy(message, PRELUDE)
  body.copy(message, PRELUDE + head.length)
  const end = message.length - CHECKSUM
  message.writeUInt32BE(crc32(message.subarray(0, end)), end)
  return message
}

function encodeHeader([name, value]: [string, string]): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  const start = Buffer.from([name.length, ...Buffer.from(name), TEXT])
  return Buffer.concat([start, length, Buffer.from(value)])
}
