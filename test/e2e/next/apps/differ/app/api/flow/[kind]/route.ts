import { forbidden, notFound, permanentRedirect, redirect, unauthorized } from 'next/navigation'
import { after, NextResponse } from 'next/server'
import { withTracing } from '../../../../wrappers.ts'

const FLOWS: Record<string, (url: string) => unknown> = {
  redirect: () => redirect('/pages/1'),
  'redirect-replace': () => redirect('/x;y=1?z=2', 'replace' as never),
  moved: () => permanentRedirect('https://example.com/a%20b?c=d#e'),
  missing: () => notFound(),
  forbidden: () => forbidden(),
  unauthorized: () => unauthorized(),
  'caught-redirect': () => {
    try {
      redirect('/pages/1')
    } catch {
      return new Response('caught')
    }
  },
  throw: () => {
    throw new Error('thrown')
  },
  'throw-text': () => {
    throw 'text'
  },
  'throw-nothing': () => {
    throw undefined
  },
  'throw-response': () => {
    throw new Response('thrown', { status: 418 })
  },
  reject: () => Promise.reject(new TypeError('rejected')),
  nothing: () => undefined,
  object: () => ({ no: 'response' }),
  text: () => 'text',
  next: () => NextResponse.next(),
  rewrite: (url) => NextResponse.rewrite(new URL('/static', url)),
  'next-redirect': (url) => NextResponse.redirect(new URL('/pages/1', url), 303),
  'response-redirect': () => Response.redirect('https://example.com/', 308),
  after: () => {
    after(() => undefined)
    return new Response('and after')
  },
  slow: async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    return new Response('slow')
  },
}

export const GET = withTracing(async (request, context: { params: Promise<{ kind: string }> }) => {
  const { kind } = await context.params
  return (await FLOWS[kind]?.(request.url)) as Response
})
