import { withTracing } from '../../../wrappers.ts'

export const runtime = 'edge'

export const GET = withTracing((request) =>
  Response.json({ query: request.nextUrl.search }, { status: 202, headers: { 'x-own': 'edge' } }),
)
export const POST = withTracing(async (request) => new Response(await request.text()))
