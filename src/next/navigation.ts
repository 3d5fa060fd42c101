import { member } from '../core/member.ts'

const DEPTH = 5

/**
 * What Next.js says by throwing: `redirect()` and `notFound()` and their like are answers with a status;
 * other signals, with which it steers prerendering, have none. `undefined` for an ordinary error.
 */
export interface Signal {
  readonly status?: number
}

const PRERENDERING = new Set([
  'DYNAMIC_SERVER_USAGE',
  'HANGING_PROMISE_REJECTION',
  'NEXT_PRERENDER_INTERRUPTED',
  'BAILOUT_TO_CLIENT_SIDE_RENDERING',
])

/** Reads a thrown value's digest, or that of an error that caused it. */
export function readSignal(thrown: unknown): Signal | undefined {
  let error = thrown
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const digest = member(error, 'digest')
    const signal = typeof digest === 'string' ? parseDigest(digest) : undefined
    if (signal !== undefined) return signal
    error = member(error, 'cause')
  }
  return undefined
}

// `NEXT_REDIRECT;<type>;<url>;<status>;`, where the URL may contain `;`
// and `NEXT_HTTP_ERROR_FALLBACK;<status>`
function parseDigest(digest: string): Signal | undefined {
  const parts = digest.split(';')
  if (parts[0] === 'NEXT_REDIRECT') return { status: Number(parts.at(-2)) }
  if (parts[0] === 'NEXT_HTTP_ERROR_FALLBACK') return { status: Number(parts[1]) }
  return PRERENDERING.has(digest) ? {} : undefined
}
