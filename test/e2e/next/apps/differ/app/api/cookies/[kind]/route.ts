import { cookies, draftMode } from 'next/headers'
import { forbidden, notFound, redirect, unauthorized } from 'next/navigation'
import { NextResponse } from 'next/server'
import { withTracing } from '../../../../wrappers.ts'

const THEN: Record<string, () => Response | Promise<Response>> = {
  answer: () => new Response('set'),
  redirect: () => redirect('/pages/1'),
  missing: () => notFound(),
  forbidden: () => forbidden(),
  unauthorized: () => unauthorized(),
  throw: () => {
    throw new Error('after a cookie')
  },
  delete: async () => {
    ;(await cookies()).delete('seen')
    return new Response('deleted')
  },
  draft: async () => {
    ;(await draftMode()).enable()
    return new Response('drafting')
  },
  both: () => {
    const response = NextResponse.json({ both: true })
    response.cookies.set('of-response', '1', { sameSite: 'strict', maxAge: 5 })
    return response
  },
}

export const GET = withTracing(async (_request, context: { params: Promise<{ kind: string }> }) => {
  const { kind } = await context.params
  const jar = await cookies()
  jar.set('session', 's1', { httpOnly: true, path: '/' })
  return (THEN[kind] as () => Response | Promise<Response>)()
})
