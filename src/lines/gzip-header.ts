const MAGIC = [0x1f, 0x8b, 0x08]
const FLAGS_AT = 3
const FIXED = 10
const CHECKSUM = 0x02
const EXTRA = 0x04
/** The name of the file and a comment, each up to a zero byte. */
const TEXTS = [0x08, 0x10]
/** A longer header is none: only an endless name makes one. */
const MAX_HEADER = 256 * 1024

/**
 * Returns the length of the header that a member of gzip begins with (RFC 1952): 0 if the bytes are not
 * a header, `undefined` if more bytes are needed.
 */
export function headerLength(bytes: Buffer): number | undefined {
  if (MAGIC.some((byte, index) => index < bytes.length && bytes[index] !== byte)) return 0
  const length = bytes.length < FIXED ? undefined : lengthOf(bytes)
  if (length !== undefined && length <= bytes.length) return length
  return bytes.length > MAX_HEADER ? 0 : undefined
}

function lengthOf(bytes: Buffer): number | undefined {
  const flags = bytes[FLAGS_AT] ?? 0
  let length = FIXED
  if ((flags & EXTRA) !== 0) {
    if (bytes.length < length + 2) return undefined
    length += 2 + bytes.readUInt16LE(length)
  }
  for (const flag of TEXTS) {
    if ((flags & flag) === 0) continue
    const end = bytes.indexOf(0, length)
    if (end === -1) return undefined
    length = end + 1
  }
  return (flags & CHECKSUM) === 0 ? length : length + 2
}
