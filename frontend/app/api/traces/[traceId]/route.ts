import type { NextRequest } from 'next/server'
import { tracesUrl } from '../../../../environment.ts'
import { readSession, SESSION_COOKIE } from '../../../../server/session.ts'

// hoptrace-ignore: the page asks for a trace again and again

interface Context {
  readonly params: Promise<{ readonly traceId: string }>
}

const TRACE_ID = /^[\w-]{1,128}$/
const PRIVATE = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/**
 * Returns the steps of a trace with their durations, if this server has a store of traces: of the
 * requests of the session's user only, since anybody may send requests under any trace id.
 */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const store = tracesUrl()
  if (store === undefined) return refuse(404, 'Not found')
  const cookie = request.cookies.get(SESSION_COOKIE)?.value
  const session = await readSession(request.headers.get('authorization'), cookie)
  if (session === undefined) return refuse(401, 'Sign in first.')
  const { traceId } = await params
  if (!TRACE_ID.test(traceId)) return refuse(400, 'The trace id is not valid.')
  const { userId, tenantId } = session
  const url = `${store}/traces/${traceId}?${new URLSearchParams({ userId, tenantId })}`
  const { body, status } = await fetch(url, { cache: 'no-store' })
  return new Response(body, { status, headers: PRIVATE })
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status })
}
