import { withTracing } from '../../../../wrappers.ts'

const HEADERS: Record<string, [string, string][]> = {
  cookies: [
    ['set-cookie', 'a=1; Path=/; HttpOnly'],
    ['set-cookie', 'b=2, c; Expires=Wed, 21 Oct 2035 07:28:00 GMT'],
  ],
  caching: [
    ['cache-control', 'public, max-age=60'],
    ['etag', '"v1"'],
    ['last-modified', 'Wed, 21 Oct 2015 07:28:00 GMT'],
    ['vary', 'accept-language'],
  ],
  links: [
    ['link', '</a>; rel=preload'],
    ['link', '</b>; rel=preload'],
    ['server-timing', 'db;dur=3'],
  ],
  disposition: [['content-disposition', 'attachment; filename="a b.txt"']],
  latin: [['x-own', 'caf\u00e9']],
  empty: [['x-own', '']],
  connection: [['connection', 'close']],
  location: [['location', '/elsewhere']],
}

export const GET = withTracing(async (_request, context: { params: Promise<{ kind: string }> }) => {
  const { kind } = await context.params
  return new Response(kind, { headers: HEADERS[kind] ?? [] })
})
