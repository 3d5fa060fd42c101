import type { IncomingMessage } from 'node:http'
import { fileTypeFromBuffer } from 'file-type'
import { Failure } from './failure.ts'
import { type GuardedGetOptions, guardedGet } from './guarded-get.ts'

const MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const
const REDIRECT_STATUSES = [301, 302, 303, 307, 308]
const MAX_REDIRECTS = 3
const MAX_URL_LENGTH = 2048

/** A fetched picture. */
export interface Image {
  bytes: Buffer
  /** The type of the content, whatever the response's header says. */
  mediaType: (typeof MEDIA_TYPES)[number]
}

/** Limits of fetching a picture. */
interface FetchImageOptions {
  /** Origins such as `http://127.0.0.1:4000` whose address may be private. */
  allowedOrigins: readonly string[]
  /**
   * Milliseconds from the name look-up to the last byte.
   * @default 10_000
   */
  timeoutMs?: number
  /**
   * The largest picture, in bytes.
   * @default 10 * 1024 * 1024
   */
  maxBytes?: number
}

/**
 * Parses the URL of a picture that a user sent.
 * @throws Failure 400 if it is missing or invalid
 */
export function parseImageUrl(value: unknown): URL {
  if (value === undefined || value === null || value === '') {
    throw new Failure(400, 'IMAGE_URL_MISSING', 'The URL of a picture is missing.')
  }
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH) {
    throw invalidUrl(
      `The URL of the picture has to be a text of at most ${MAX_URL_LENGTH} characters.`,
    )
  }
  const url = URL.parse(value)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalidUrl('The URL of the picture has to start with http:// or https://.')
  }
  if (url.username || url.password) {
    throw invalidUrl('The URL of the picture must not hold a user name or a password.')
  }
  return url
}

/**
 * Fetches a PNG, JPEG or WebP picture from the public internet, over at most 3 redirects. The
 * connection is closed when it returns or throws.
 * @throws Failure with a message for the user
 */
export async function fetchImage(
  url: URL,
  { allowedOrigins, timeoutMs = 10_000, maxBytes = 10 * 1024 * 1024 }: FetchImageOptions,
): Promise<Image> {
  const controller = new AbortController()
  const { signal } = controller
  const timer = setTimeout(() => controller.abort(), timeoutMs)
  try {
    const response = await follow(url, { allowedOrigins, signal })
    const bytes = await readBody(response, maxBytes)
    return { bytes, mediaType: await detectMediaType(bytes) }
  } catch (cause) {
    throw failureFrom(cause, signal)
  } finally {
    clearTimeout(timer)
    controller.abort()
  }
}

async function follow(start: URL, options: GuardedGetOptions): Promise<IncomingMessage> {
  let url = start
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await guardedGet(url, options)
    const { statusCode = 0, headers } = response
    if (statusCode >= 200 && statusCode < 300) {
      return response
    }
    response.destroy()
    const target = URL.parse(headers.location ?? '', url)
    if (!REDIRECT_STATUSES.includes(statusCode) || headers.location === undefined || !target) {
      throw new Failure(422, 'IMAGE_NOT_FOUND', 'The host of the picture did not answer with one.')
    }
    url = target
  }
  const message = `The picture is behind more than ${MAX_REDIRECTS} redirects.`
  throw new Failure(422, 'IMAGE_TOO_MANY_REDIRECTS', message)
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { headers } = response
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw unsupportedType()
  }
  const room = Number(headers['content-length'] ?? maxBytes)
  if (room > maxBytes) {
    throw tooLarge(maxBytes)
  }
  // One buffer, because the chunks of a host that sends byte by byte would fill the memory.
  const bytes = Buffer.alloc(room)
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (length + chunk.length > room) {
      throw tooLarge(maxBytes)
    }
    bytes.set(chunk, length)
    length += chunk.length
  }
  return bytes.subarray(0, length)
}

async function detectMediaType(bytes: Buffer): Promise<Image['mediaType']> {
  const found = await fileTypeFromBuffer(bytes).catch((cause: unknown) => {
    throw unsupportedType(cause)
  })
  const mediaType = MEDIA_TYPES.find((type) => type === found?.mime)
  if (mediaType === undefined) {
    throw unsupportedType()
  }
  return mediaType
}

function failureFrom(cause: unknown, { aborted }: AbortSignal): Failure {
  if (cause instanceof Failure) {
    return cause
  }
  return aborted
    ? new Failure(422, 'IMAGE_TIMEOUT', 'The picture took too long to arrive.', { cause })
    : new Failure(422, 'IMAGE_UNREACHABLE', 'The host of the picture could not be reached.', {
        cause,
      })
}

function invalidUrl(message: string): Failure {
  return new Failure(400, 'IMAGE_URL_INVALID', message)
}

function tooLarge(maxBytes: number): Failure {
  return new Failure(413, 'IMAGE_TOO_LARGE', `The picture is larger than ${maxBytes} bytes.`)
}

function unsupportedType(cause?: unknown): Failure {
  const message = 'The picture has to be a PNG, JPEG or WebP file.'
  return new Failure(415, 'IMAGE_TYPE_UNSUPPORTED', message, { cause })
}
