import { withTracing } from 'hoptrace/next'

const RESPONSES: Readonly<Record<string, () => Response | Promise<Response>>> = {
  redirect: () => Response.redirect('http://a.example/next', 302),
  'no-content': () => new Response(null, { status: 204 }),
  'not-modified': () => new Response(null, { status: 304, headers: { etag: '"e"' } }),
  cookies: () => {
    const headers = new Headers()
    headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT')
    headers.append('set-cookie', 'b=2')
    return new Response('ok', { headers })
  },
  error: () => Response.error(),
  used: async () => {
    const response = new Response('used')
    await response.text()
    return response
  },
  own: () => new Response('ok', { headers: { 'x-trace-id': 'mine' } }),
  refusal: () => Response.json({ error: 'no' }, { status: 409 }),
  graphql: () => Response.json({ errors: [{ message: 'no' }] }, { status: 400 }),
}

export const GET = withTracing(
  async (_request, context: { params: Promise<{ kind: string }> }) =>
    RESPONSES[(await context.params).kind]?.() ?? new Response(null, { status: 404 }),
)

export const POST = withTracing(async (request) => new Response(await request.text()))
