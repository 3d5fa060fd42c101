import { safeGet } from '../core/lib/safe-get.ts'
import { findInCauses } from './causes.ts'
import { discardCookies } from './work-store.ts'

const REDIRECT_STATUSES = new Set([303, 307, 308])
const REFUSAL_STATUSES = new Set([401, 403, 404])
const PRERENDER_DIGESTS = new Set([
  'DYNAMIC_SERVER_USAGE',
  'HANGING_PROMISE_REJECTION',
  'NEXT_PRERENDER_INTERRUPTED',
  'BAILOUT_TO_CLIENT_SIDE_RENDERING',
])

/**
 * What an error means that Next.js throws for control flow. `redirect()`, `notFound()` and the like
 * throw a response with a status. The errors that control prerendering have no status.
 */
export interface ControlFlow {
  readonly status?: number
  /** The target of a redirect. */
  readonly location?: string
}

/** Returns the control flow of a thrown value or of what caused it; `undefined` for other errors. */
export function controlFlowOf(thrown: unknown): ControlFlow | undefined {
  return findInCauses(thrown, ownControlFlow)
}

/** Returns the control flow of a thrown value alone. Next.js doesn't look at causes. */
export function ownControlFlow(thrown: unknown): ControlFlow | undefined {
  if (safeGet(thrown, 'code') === 'NEXT_STATIC_GEN_BAILOUT') return {}
  const digest = safeGet(thrown, 'digest')
  return typeof digest === 'string' ? parseDigest(digest) : undefined
}

// `NEXT_REDIRECT;<type>;<url>;<status>;`, whose URL may contain `;`. `NEXT_HTTP_ERROR_FALLBACK;<status>`,
// or in Next.js 15.0 `NEXT_NOT_FOUND`.
function parseDigest(digest: string): ControlFlow | undefined {
  if (PRERENDER_DIGESTS.has(digest)) return {}
  if (digest === 'NEXT_NOT_FOUND') return { status: 404 }
  const parts = digest.split(';')
  if (parts[0] === 'NEXT_REDIRECT') {
    const status = Number(parts.at(-2))
    if (!REDIRECT_STATUSES.has(status)) return undefined
    return { status, location: parts.slice(2, -2).join(';') }
  }
  const status = Number(parts[1])
  const isRefusal = parts[0] === 'NEXT_HTTP_ERROR_FALLBACK' && REFUSAL_STATUSES.has(status)
  return isRefusal ? { status } : undefined
}

/**
 * Returns the response that Next.js sends for control flow; `undefined` if there is no status. Next.js
 * adds the cookies to a redirect, also to ours, and to no refusal.
 */
export function controlFlowResponse(
  { status, location }: ControlFlow,
  request: Request,
): Response | undefined {
  if (status === undefined) return undefined
  if (location === undefined) {
    discardCookies()
    return new Response(null, { status })
  }
  const headers = { location }
  return new Response(null, { status: mayBeAction(request) ? 303 : status, headers })
}

/** Whether Next.js takes a request for one to a server action, whose redirect is a 303. */
function mayBeAction({ method, headers }: Request): boolean {
  if (method !== 'POST') return false
  const type = headers.get('content-type')
  return (
    headers.has('next-action') ||
    type === 'application/x-www-form-urlencoded' ||
    type?.startsWith('multipart/form-data') === true
  )
}
