import type { Sent } from './exchange.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const BOUNDARY = 'differ-boundary'

/** A multipart body of text fields. */
export function multipart(fields: readonly (readonly [string, string])[]): Omit<Sent, 'path'> {
  const parts = fields.map(
    ([name, value]) =>
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}--${BOUNDARY}--\r\n`,
  }
}

function each(prefix: string, names: string): Sent[] {
  return names.split(' ').map((name) => ({ path: `${prefix}/${name}` }))
}

function methods(path: string, names: string): Sent[] {
  return names.split(' ').map((method) => ({ method, path }))
}

const ECHO = '/api/echo/a/b'

const ROUTES: readonly Sent[] = [
  ...each(
    '/api/bodies',
    'text empty none undefined json next-json bytes buffer blob form large large-json gzip length stream empty-stream failing-stream failing-at-once events lines byte-stream tee clone used error html problem graphql json-rpc spaced-json broken-json',
  ),
  ...each('/api/status', '200 201 202 204 205 206 299 304 400 401 404 409 418 429 500 503 599 999'),
  ...each(
    '/api/headers',
    'cookies caching links disposition latin empty connection location plain',
  ),
  ...each('/api/cookies', 'answer redirect missing forbidden unauthorized throw delete draft both'),
  ...each(
    '/api/flow',
    'redirect redirect-replace moved missing forbidden unauthorized caught-redirect throw throw-text throw-nothing throw-response reject nothing object text next rewrite next-redirect response-redirect after slow unknown',
  ),
]

const METHODS: readonly Sent[] = [
  ...methods(ECHO, 'GET HEAD OPTIONS POST PUT PATCH DELETE'),
  ...methods('/api/bodies/text', 'HEAD POST OPTIONS'),
  ...methods('/api/bodies/stream', 'HEAD'),
  ...methods('/api/form', 'GET OPTIONS'),
  ...methods('/api/kept', 'GET HEAD POST'),
  ...methods('/api/edge', 'GET HEAD PUT'),
  ...methods('/api/legacy/json', 'GET HEAD POST OPTIONS'),
]

const BODIES: readonly Sent[] = [
  { method: 'POST', path: ECHO, headers: JSON_TYPE, body: '{"a":"ä"}' },
  { method: 'POST', path: ECHO, headers: JSON_TYPE, body: '{"a":' },
  { method: 'POST', path: ECHO, body: 'x'.repeat(300_000) },
  { method: 'POST', path: ECHO, headers: { 'transfer-encoding': 'chunked' }, body: 'chunked' },
  { method: 'DELETE', path: ECHO, headers: JSON_TYPE, body: '{}' },
  { method: 'POST', path: '/api/edge', body: 'to the edge' },
  { method: 'PUT', path: '/api/form', headers: JSON_TYPE, body: '[1,2]' },
  { method: 'PUT', path: '/api/form', headers: JSON_TYPE, body: 'no JSON' },
  { method: 'POST', path: '/api/form', headers: FORM_TYPE, body: 'a=1&b=%C3%A4&a=2' },
  {
    path: '/api/form',
    ...multipart([
      ['name', 'ä'],
      ['name', 'again'],
    ]),
  },
  { method: 'POST', path: '/api/form', headers: JSON_TYPE, body: '{}' },
]

const HEADERS: readonly Sent[] = [
  { path: ECHO, headers: { cookie: 'a=1; b=%20; a=2; broken' } },
  { path: ECHO, headers: { 'x-sent-one': 'caf\u00e9', 'accept-language': 'de' } },
  { path: ECHO, headers: { origin: 'https://app.example' } },
  { path: ECHO, headers: { range: 'bytes=0-3' } },
  { path: '/api/bodies/large', headers: { 'accept-encoding': 'gzip' } },
  { path: '/api/bodies/large-json', headers: { 'accept-encoding': 'gzip' } },
  { path: '/api/bodies/events', headers: { accept: 'text/event-stream' } },
  { path: '/api/headers/caching', headers: { 'if-none-match': '"v1"' } },
  { path: '/api/kept', headers: { 'if-none-match': '"v1"' } },
  {
    method: 'OPTIONS',
    path: ECHO,
    headers: { origin: 'https://app.example', 'access-control-request-method': 'PUT' },
  },
  { path: ECHO, headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } },
]

const PATHS: readonly Sent[] = each(
  '/api',
  'echo echo/ echo/%C3%A4 echo/a%2Fb echo?a=1&a=2&b= echo/a//b echo/%E0%A4%A echo/a?q=%zz unknown status status/200/more',
)

const PAGES: readonly Sent[] = [
  ...each('/pages', '1 1?q=a&q=b missing forbidden unauthorized redirect moved broken'),
  ...each('/old', 'here missing redirect'),
  ...each('', 'static nowhere'),
  { path: '/pages/1', headers: { rsc: '1', 'next-router-prefetch': '1' } },
  { path: '/pages/redirect', headers: { rsc: '1' } },
  { path: '/pages/1', headers: { cookie: 'seen=yes' } },
  { method: 'HEAD', path: '/pages/1' },
  { method: 'POST', path: '/pages/1' },
]

const PROXIED: readonly Sent[] = [
  ...each('/proxied', 'refused text redirect rewrite page headers cookies passed'),
  { path: '/proxied/headers', headers: { 'x-sent-less': '1', cookie: 'seen=yes' } },
  { method: 'POST', path: '/proxied/rewrite', body: 'through the proxy' },
  { method: 'HEAD', path: '/proxied/text' },
]

const LEGACY: readonly Sent[] = [
  ...each(
    '/api/legacy',
    'json created text buffer object number nothing end chunks pipe head raw-head cookies redirect redirect-307 throw reject coded preview trailers echo?a=1&a=2',
  ),
  { method: 'POST', path: '/api/legacy/echo', headers: JSON_TYPE, body: '{"a":[1]}' },
  { method: 'POST', path: '/api/legacy/echo', headers: JSON_TYPE, body: '{"a":' },
  { method: 'POST', path: '/api/legacy/echo', headers: FORM_TYPE, body: 'a=1&a=2' },
  { path: '/api/legacy/echo', headers: { cookie: 'a=1; b=2' } },
]

/** The requests whose answers are compared. */
export const REQUESTS: readonly Sent[] = [
  ...ROUTES,
  ...METHODS,
  ...BODIES,
  ...HEADERS,
  ...PATHS,
  ...PAGES,
  ...PROXIED,
  ...LEGACY,
]
