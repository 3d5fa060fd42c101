import { safeGet } from '../core/lib/safe-get.ts'

const DEPTH = 5
const REDIRECTS = new Set([303, 307, 308])
const FALLBACKS = new Set([401, 403, 404])
const PRERENDERING = new Set([
  'DYNAMIC_SERVER_USAGE',
  'HANGING_PROMISE_REJECTION',
  'NEXT_PRERENDER_INTERRUPTED',
  'BAILOUT_TO_CLIENT_SIDE_RENDERING',
])

/**
 * What Next.js says by throwing: `redirect()` and `notFound()` and their like are answers with a status;
 * other signals, with which it steers prerendering, have none.
 */
export interface Signal {
  readonly status?: number
  /** Where a redirect leads. */
  readonly location?: string
}

/** Reads a thrown value, or an error that caused it; `undefined` for an ordinary error. */
export function readSignal(thrown: unknown): Signal | undefined {
  let error = thrown
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const signal = ownSignal(error)
    if (signal !== undefined) return signal
    error = safeGet(error, 'cause')
  }
  return undefined
}

/** Reads a thrown value alone: what it wraps, Next.js does not look for. */
export function ownSignal(thrown: unknown): Signal | undefined {
  if (safeGet(thrown, 'code') === 'NEXT_STATIC_GEN_BAILOUT') return {}
  const digest = safeGet(thrown, 'digest')
  return typeof digest === 'string' ? parseDigest(digest) : undefined
}

// `NEXT_REDIRECT;<type>;<url>;<status>;`, where the URL may contain `;`
// and `NEXT_HTTP_ERROR_FALLBACK;<status>`, or `NEXT_NOT_FOUND` in Next.js 15.0
function parseDigest(digest: string): Signal | undefined {
  if (PRERENDERING.has(digest)) return {}
  if (digest === 'NEXT_NOT_FOUND') return { status: 404 }
  const parts = digest.split(';')
  if (parts[0] === 'NEXT_REDIRECT') {
    const status = Number(parts.at(-2))
    return REDIRECTS.has(status) ? { status, location: parts.slice(2, -2).join(';') } : undefined
  }
  const status = Number(parts[1])
  return parts[0] === 'NEXT_HTTP_ERROR_FALLBACK' && FALLBACKS.has(status) ? { status } : undefined
}

/** The response that Next.js makes of a signal; cookies it adds to ours too. `undefined` for a signal that is no answer. */
export function answerOf({ status, location }: Signal, request: Request): Response | undefined {
  if (status === undefined) return undefined
  if (location === undefined) return new Response(null, { status })
  const headers = { location }
  return new Response(null, { status: mayBeAction(request) ? 303 : status, headers })
}

/** Whether Next.js takes a request for a server action's, and so answers a redirect with 303. */
function mayBeAction({ method, headers }: Request): boolean {
  if (method !== 'POST') return false
  const type = headers.get('content-type')
  return (
    headers.has('next-action') ||
    type === 'application/x-www-form-urlencoded' ||
    type?.startsWith('multipart/form-data') === true
  )
}
