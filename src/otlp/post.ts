import { epochMillis } from '../core/platform/clock.ts'

/** Where a signal is sent. */
export interface Destination {
  readonly url: string
  /** Returns the headers of a request with this body: fixed ones, or a signature. */
  readonly headers: (
    body: Uint8Array,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  readonly isCompressed: boolean
  readonly timeoutMs: number
}

/** What users should know of a request: its kind, and the collector's or the system's own words. */
export interface Problem {
  readonly what: string
  readonly detail: string
}

/** What became of a request. */
export interface Answer {
  /** Whether the same items must be sent again. */
  readonly mustRetry?: boolean
  /** How long the collector wants to be left alone. */
  readonly retryAfterMs?: number | undefined
  readonly problem?: Problem | undefined
}

/** What a timer can wait. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** Sends JSON to a collector. Never rejects. */
export async function post(destination: Destination, json: string): Promise<Answer> {
  const { url, isCompressed, timeoutMs } = destination
  try {
    const body = isCompressed ? await gzip(json) : new TextEncoder().encode(json)
    const headers = {
      ...(await destination.headers(body)),
      'content-type': 'application/json',
      ...(isCompressed && { 'content-encoding': 'gzip' }),
    }
    const signal = AbortSignal.timeout(Math.min(timeoutMs, MAX_TIMEOUT_MS))
    // A redirect would send the headers, which hold a key, to another host.
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    return await answerOf(response)
  } catch (error) {
    const what = "the collector can't be reached"
    return { mustRetry: true, problem: { what, detail: String(Object(error).cause ?? error) } }
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, ok } = response
  const text = await textIn(response)
  if (ok) return { problem: rejectedIn(text) }
  const problem = { what: `the collector answered ${status}`, detail: text.slice(0, MAX_SHOWN) }
  if (![429, 502, 503, 504].includes(status)) return { problem }
  return { mustRetry: true, retryAfterMs: retryAfter(response.headers), problem }
}

const MAX_SHOWN = 300
const MAX_READ = 10_000

/** Reads the begin of an answer. An answer that breaks off is not an error: its status has been received. */
async function textIn({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > MAX_READ) break
    }
  } catch {
    // What has been read counts.
  }
  return text
}

/** Returns what a collector rejected in an answer of 200. Rejected items are not sent again. */
function rejectedIn(text: string): Problem | undefined {
  const { partialSuccess } = parse(text)
  const { rejectedSpans, rejectedLogRecords, errorMessage } = partialSuccess ?? {}
  const rejected = rejectedSpans ?? rejectedLogRecords ?? 0
  const isPart = Number(rejected) !== 0
  if (!isPart && !errorMessage) return undefined
  const what = `the collector ${isPart ? 'rejected a part' : 'warns'}`
  return { what, detail: `${rejected} rejected: ${errorMessage ?? ''}`.slice(0, MAX_SHOWN) }
}

interface Success {
  readonly partialSuccess?: {
    readonly rejectedSpans?: unknown
    readonly rejectedLogRecords?: unknown
    readonly errorMessage?: unknown
  } | null
}

function parse(text: string): Success {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

/** Reads `Retry-After`: seconds, or a date. One that is now or past asks for nothing. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? ''
  // A date begins with a weekday. JavaScript also takes `-5` and `1.5` for dates.
  const date = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN
  const millis = /^\d+$/.test(text) ? Number(text) * 1000 : date - epochMillis()
  return millis > 0 ? Math.min(millis, MAX_RETRY_AFTER_MS) : undefined
}

const MAX_RETRY_AFTER_MS = 300_000

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
