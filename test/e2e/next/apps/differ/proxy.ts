import { type NextRequest, NextResponse } from 'next/server'
import { withProxyTracing } from './wrappers.ts'

const PROXIES: Record<string, (request: NextRequest) => Response | undefined> = {
  refused: () => Response.json({ error: 'no' }, { status: 403 }),
  text: () => new Response('from the proxy', { headers: { 'x-own': 'proxy' } }),
  redirect: (request) => NextResponse.redirect(new URL('/pages/1?a=b', request.url)),
  rewrite: (request) => NextResponse.rewrite(new URL('/api/echo/rewritten?a=b', request.url)),
  page: (request) => NextResponse.rewrite(new URL('/pages/rewritten', request.url)),
  headers: (request) => {
    const headers = new Headers(request.headers)
    headers.set('x-user', 'proxy')
    headers.set('x-sent-more', '1')
    headers.delete('x-sent-less')
    const url = new URL('/pages/headers', request.url)
    return NextResponse.rewrite(url, { request: { headers }, headers: { 'x-own': 'set' } })
  },
  cookies: () => {
    const response = NextResponse.next()
    response.cookies.set('seen', 'proxy')
    response.cookies.set('two', '2')
    return response
  },
  passed: () => undefined,
}

export default withProxyTracing((request) =>
  PROXIES[request.nextUrl.pathname.split('/')[2] as string]?.(request),
)

export const config = { matcher: '/proxied/:path*' }
