import { withProxyTracing } from 'hoptrace/next'
import { NextResponse } from 'next/server'

const guard = withProxyTracing(
  (request, _event, trace) => {
    if (request.nextUrl.pathname.endsWith('refused')) {
      return Response.json({ error: 'no' }, { status: 403 })
    }
    if (request.nextUrl.pathname.endsWith('broken')) throw new Error('the proxy is broken')
    if (request.nextUrl.pathname.endsWith('elsewhere')) {
      const response = NextResponse.rewrite(
        Object.assign(request.nextUrl.clone(), { pathname: '/guarded/headers' }),
      )
      response.cookies.set('seen', 'yes')
      return response
    }
    if (request.nextUrl.pathname.endsWith('far'))
      return NextResponse.rewrite(`${process.env.UPSTREAM}/far`)
    trace.info('let through')
    const headers = new Headers(request.headers)
    headers.set('x-user', 'from the proxy')
    headers.delete('x-unwanted')
    return NextResponse.next({ request: { headers } })
  },
  { propagateTo: ['told.example'] },
)

const pass = withProxyTracing()

export default ((request, event) =>
  request.nextUrl.pathname.startsWith('/guarded/')
    ? guard(request, event)
    : pass(request, event)) satisfies typeof pass

export const config = { matcher: ['/behind/:path*', '/guarded/:path*'] }
