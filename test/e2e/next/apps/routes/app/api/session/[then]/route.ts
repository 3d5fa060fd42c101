import { withTracing } from 'hoptrace/next'
import { cookies } from 'next/headers'
import { forbidden, notFound, unauthorized } from 'next/navigation'

const THEN: Readonly<Record<string, () => never>> = { notFound, forbidden, unauthorized }

type Context = { params: Promise<{ then: string }> }

/** Begins a session, and refuses the request or fails. */
async function handle(_request: Request, context: Context): Promise<Response> {
  const jar = await cookies()
  jar.set('session', 'begun')
  return THEN[(await context.params).then]?.() ?? Promise.reject(new Error('no session'))
}

export const GET = withTracing(handle)
export const POST = withTracing(handle, { errorResponse: 'json' })
