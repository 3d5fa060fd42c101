import type { NextRequest } from 'next/server'
import { withTracing } from '../../../../wrappers.ts'

interface Context {
  params: Promise<{ path?: string[] }>
}

async function echo(request: NextRequest, { params }: Context): Promise<Response> {
  const { method, nextUrl, cookies, headers } = request
  const sent = [...headers].filter(([name]) => /^x-sent-|^content-|^accept|^origin/.test(name))
  return Response.json({
    method,
    path: (await params).path,
    url: nextUrl.pathname + nextUrl.search,
    query: [...nextUrl.searchParams],
    cookies: cookies.getAll(),
    sent,
    body: await request.text(),
  })
}

export const GET = withTracing(echo)
export const POST = withTracing(echo)
export const PUT = withTracing(echo)
export const PATCH = withTracing(echo)
export const DELETE = withTracing(echo)
