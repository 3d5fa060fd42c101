import { crc32 } from 'node:zlib'

/** Encodes an event of an AWS event stream. */
export function eventFrame(type: string, payload: object): Buffer {
  return frame({ ':message-type': 'event', ':event-type': type }, payload)
}

/** Encodes an exception of an AWS event stream. */
export function exceptionFrame(type: string, message: string): Buffer {
  return frame({ ':message-type': 'exception', ':exception-type': type }, { message })
}

const PRELUDE_BYTES = 8
const CRC_BYTES = 4

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html */
function frame(names: Record<string, string>, content: object): Buffer {
  const headers = Buffer.concat(Object.entries({ ...names, ...JSON_TYPE }).map(headerBytes))
  const payload = Buffer.from(JSON.stringify(content))
  const total = PRELUDE_BYTES + CRC_BYTES + headers.length + payload.length + CRC_BYTES
  const prelude = withCrc(Buffer.concat([uint32(total), uint32(headers.length)]))
  return withCrc(Buffer.concat([prelude, headers, payload]))
}

const JSON_TYPE = { ':content-type': 'application/json' }
const STRING_TYPE = 7

function headerBytes([name, value]: [string, string]): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([STRING_TYPE]),
    length,
    Buffer.from(value),
  ])
}

function withCrc(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, uint32(crc32(bytes))])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(CRC_BYTES)
  bytes.writeUInt32BE(value)
  return bytes
}
