import { type NextRequest, NextResponse } from 'next/server'
import { offersDemoSessions } from '../../../environment.ts'
import { isLocalhost } from '../../../server/localhost.ts'
import { SESSION_COOKIE, SESSION_SECONDS, signSession } from '../../../server/session.ts'

// hoptrace-ignore: no part of a request that the page shows

/** Signs the visitor in as the demo user, if this server offers demo sessions. */
export async function POST(request: NextRequest): Promise<Response> {
  if (!offersDemoSessions()) return Response.json({ error: 'Not found' }, { status: 404 })
  const response = NextResponse.json({ success: true })
  response.cookies.set(SESSION_COOKIE, await signSession('demo-user', 'carousel-labs'), {
    httpOnly: true,
    secure: !isLocalhost(request.headers),
    sameSite: 'strict',
    path: '/',
    maxAge: SESSION_SECONDS,
  })
  return response
}
