/** A text that holds secrets: the parts of it that must not survive, and one that must. */
export interface Leak {
  readonly text: string
  readonly secrets: readonly string[]
  readonly kept?: string
}

// All are invented, or their vendor's documented examples. Those that a scanner of repositories
// would take for real ones are put together here.
const glue = (...parts: string[]): string => parts.join('')

export const HEADER: string = glue('eyJhbGciOiJI', 'UzI1NiIsInR5cCI6IkpXVCJ9')
export const JWT: string = glue(
  HEADER,
  '.eyJzdWIiOiJ1c2VyLTEiLCJpYXQiOjF9.',
  'c2lnbmF0dXJlLW9mLW5vdGhpbmc_-x',
)
const JWE = glue(HEADER, '..aXYtaXYtaXYtaXY.Y2lwaGVydGV4dA.dGFnLXRhZy10YWc')
export const AWS_KEY_ID: string = glue('AKIA', 'IOSFODNN7EXAMPLE')
const TEMPORARY_KEY_ID = glue('ASIA', 'IOSFODNN7EXAMPLE')
const AWS_SECRET = glue('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY')
const AWS_SESSION = glue('IQoJb3JpZ2lu', 'X2VjEXAMPLE/////wEaCXVzLWVhc3QtMSJHMEUCIQD+x=')
const OLD_AWS_SESSION = glue('FwoGZXIvYXdz', 'EBYaDEXAMPLEEXAMPLEEXAMPLEEXAMPLE==')
const SIGNATURE = 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
const PEM_BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA'
const pem = (kind: string, newline: string): string =>
  glue('-----BEGIN ', kind, '-----', newline, PEM_BODY, newline, '-----END ', kind, '-----')
export const CARD = '4111111111111111'
const BASIC = 'YWxhZGRpbjpvcGVuc2VzYW1l'
const OPAQUE = '7f9c2ba4e88f827d616045507605853e'

const PLAIN: Leak[] = [
  { text: JWT, secrets: [JWT] },
  { text: `verify(${JWT}) failed`, secrets: [JWT.slice(40)], kept: 'failed' },
  { text: `Invalid token ${JWT}.`, secrets: [JWT.slice(40)], kept: 'Invalid token' },
  { text: JWE, secrets: ['Y2lwaGVydGV4dA'] },
  { text: `${JWT.slice(0, 60)}…`, secrets: [JWT.slice(37, 60)] },
  { text: 'Bearer abc123', secrets: ['abc123'], kept: 'Bearer' },
  { text: `sent "Bearer ${OPAQUE}" upstream`, secrets: [OPAQUE], kept: 'upstream' },
  { text: 'bearer mF_9.B5f-4.1JqM', secrets: ['mF_9', '1JqM'] },
  { text: `BEARER ${OPAQUE}`, secrets: [OPAQUE] },
  { text: `Bearer%20${OPAQUE}`, secrets: [OPAQUE] },
  { text: `Basic ${BASIC}`, secrets: [BASIC], kept: 'Basic' },
  { text: 'basic YTpi', secrets: ['YTpi'] },
  { text: `${AWS_KEY_ID}`, secrets: [AWS_KEY_ID] },
  { text: `The key ${AWS_KEY_ID} is unknown`, secrets: [AWS_KEY_ID], kept: 'is unknown' },
  { text: `user:${TEMPORARY_KEY_ID}/role`, secrets: [TEMPORARY_KEY_ID], kept: '/role' },
  { text: `${AWS_KEY_ID},${AWS_SECRET}`, secrets: [AWS_KEY_ID, AWS_SECRET] },
  { text: `["${AWS_KEY_ID}", "${AWS_SECRET}"]`, secrets: [AWS_KEY_ID, AWS_SECRET] },
  { text: `export AWS_SECRET_ACCESS_KEY=${AWS_SECRET}`, secrets: [AWS_SECRET], kept: 'export' },
  { text: `session ${AWS_SESSION} expired`, secrets: [AWS_SESSION.slice(12)], kept: 'expired' },
  { text: OLD_AWS_SESSION, secrets: [OLD_AWS_SESSION.slice(12)] },
  { text: pem('PRIVATE KEY', '\n'), secrets: [PEM_BODY] },
  { text: `cert: ${pem('RSA PRIVATE KEY', '\\n')} end`, secrets: [PEM_BODY], kept: 'end' },
  { text: pem('OPENSSH PRIVATE KEY', '\r\n'), secrets: [PEM_BODY] },
  { text: pem('PGP PRIVATE KEY BLOCK', '\n'), secrets: [PEM_BODY] },
  { text: pem('ENCRYPTED PRIVATE KEY', '\n').slice(0, 70), secrets: [PEM_BODY.slice(0, 20)] },
  { text: 'alice@example.com', secrets: ['alice', 'example.com'] },
  {
    text: 'no such user: alice.b+news@mail.example.co.uk!',
    secrets: ['alice', 'mail'],
    kept: 'user',
  },
  { text: 'Alice <alice@example.com> wrote', secrets: ['alice@'], kept: 'wrote' },
  { text: 'jörg@exämple.de', secrets: ['jörg'] },
  { text: `paid with card ${CARD} today`, secrets: [CARD], kept: 'today' },
  { text: '4111 1111 1111 1111', secrets: ['4111'] },
  { text: 'card 5500-0055-5555-5559, exp 12/30', secrets: ['5500', '5559'], kept: 'exp 12/30' },
  { text: 'amex 3714 496353 98431', secrets: ['496353'] },
  { text: '2027 4111 1111 1111 1111 123', secrets: ['1111 1111'] },
  { text: 'card 6304000000000000', secrets: ['6304'] },
  { text: 'card 4222222222222', secrets: ['4222'] },
  { text: 'card 5555555555554444', secrets: ['5555'] },
  { text: 'card 2221000000000009', secrets: ['2221'] },
  { text: '2720 9900 0000 0007', secrets: ['2720'] },
  { text: 'card 378282246310005', secrets: ['3782'] },
  { text: 'amex 3782 8224 6310 005', secrets: ['3782', '6310'] },
  { text: 'card 2200000000000004', secrets: ['22000'] },
  { text: 'mir 2200 0000 0000 0004', secrets: ['0004'] },
  { text: 'card 6759000000005', secrets: ['67590'] },
  { text: 'card 501800000000007', secrets: ['5018'] },
  { text: 'card 3600000000000008', secrets: ['3600'] },
  { text: 'card 30950000000000', secrets: ['3095'] },
  { text: 'card 620000 0000000000000', secrets: ['6200'] },
  { text: 'visa 41111111 11111111', secrets: ['4111'] },
  { text: 'card 30569309025904', secrets: ['3056'] },
  { text: '3852 000002 3237', secrets: ['3852', '000002'] },
  { text: 'card 3530111333300000', secrets: ['3530'] },
  { text: '6011 0009 9013 9424', secrets: ['6011'] },
  { text: '6212 3456 7890 0000 003', secrets: ['6212', '0000 003'] },
  { text: 'card 5018000000000009', secrets: ['5018'] },
]

const MEMBERS: Leak[] = [
  { text: 'password=hunter2', secrets: ['hunter2'] },
  { text: 'Login failed, password: hunter2', secrets: ['hunter2'], kept: 'Login failed' },
  { text: "{ user: 'u1', password: 'hun\\'ter2' }", secrets: ['ter2'], kept: 'u1' },
  { text: '{ clientSecret: "s e c", n: 1 }', secrets: ['s e c'], kept: 'n: 1' },
  { text: 'Host=db;User Id=u;Password=pa$$w0rd;Pooling=true', secrets: ['pa$$'], kept: 'Pooling' },
  { text: 'invalid api key: abcdefghij', secrets: ['abcdefghij'], kept: 'invalid' },
  {
    text: `refresh_token=${OPAQUE}&grant_type=refresh_token`,
    secrets: [OPAQUE],
    kept: 'grant_type',
  },
  { text: 'curl --token=abcdef https://api.example.com', secrets: ['abcdef'], kept: 'curl' },
  { text: 'unexpected token: a1b2c3d4e5', secrets: ['a1b2c3'], kept: 'unexpected' },
  { text: 'First name: Alice', secrets: ['Alice'] },
  { text: 'spring.datasource.password=hunter2', secrets: ['hunter2'], kept: 'datasource' },
  { text: 'line one\npassword=hunter2\nline three', secrets: ['hunter2'], kept: 'line three' },
]

const HEADERS: Leak[] = [
  { text: 'Authorization: Bearer opaque', secrets: ['opaque'], kept: 'Authorization' },
  { text: `authorization: Basic ${BASIC}`, secrets: [BASIC] },
  { text: 'Authorization: Digest username="u", nonce="n0"', secrets: ['Digest'] },
  {
    text: `Authorization: AWS4-HMAC-SHA256 Credential=${AWS_KEY_ID}/20251122/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=${SIGNATURE}`,
    secrets: [AWS_KEY_ID, SIGNATURE],
  },
  { text: 'Cookie: sid=abc; theme=dark\nHost: a.example', secrets: ['abc'], kept: 'a.example' },
  { text: 'set-cookie: sid=abc; Path=/; HttpOnly', secrets: ['abc'] },
  {
    text: "curl -H 'x-api-key: abcdef' https://a.example/",
    secrets: ['abcdef'],
    kept: 'a.example',
  },
  { text: `X-Amz-Security-Token: ${AWS_SESSION}`, secrets: [AWS_SESSION.slice(12)] },
  { text: 'x-csrf-token:abcdef', secrets: ['abcdef'] },
  { text: 'Proxy-Authorization: Token abcdef ghi', secrets: ['abcdef', 'ghi'] },
  {
    text: "headers: { 'set-cookie': [ 'sid=abc; Path=/' ], host: 'h' }",
    secrets: ['abc'],
    kept: 'host',
  },
]

const URLS: Leak[] = [
  { text: 'https://alice:pa55@example.com/a', secrets: ['alice', 'pa55'], kept: 'example.com/a' },
  {
    text: 'postgres://app:p@ss@db.internal:5432/main',
    secrets: ['app', 'p@ss'],
    kept: 'db.internal',
  },
  { text: 'mongodb+srv://u:pw@cluster0.example.net/?w=1', secrets: ['u:pw'], kept: 'cluster0' },
  { text: 'redis://:pw@cache:6379', secrets: [':pw'], kept: 'cache:6379' },
  { text: `https://${OPAQUE}@git.example.com/a.git`, secrets: [OPAQUE], kept: 'a.git' },
  { text: 'postgres://u:p%40%2Fw@db/main', secrets: ['p%40'], kept: 'db/main' },
  { text: 'https:\\/\\/alice:pa55@example.com', secrets: ['pa55'] },
  { text: 'https%3A%2F%2Falice%3Apa55%40example.com%2Fa', secrets: ['pa55'], kept: '%2Fa' },
  {
    text: `https://b.s3.amazonaws.com/k.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${AWS_KEY_ID}%2F20251122%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20251122T143000Z&X-Amz-Expires=900&X-Amz-Security-Token=${encodeURIComponent(AWS_SESSION)}&X-Amz-Signature=${SIGNATURE}&X-Amz-SignedHeaders=host`,
    secrets: [AWS_KEY_ID, SIGNATURE, AWS_SESSION.slice(12, 22)],
    kept: 'X-Amz-Expires=900',
  },
  {
    text: `https://b.s3.amazonaws.com/k?AWSAccessKeyId=${AWS_KEY_ID}&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1700000000`,
    secrets: [AWS_KEY_ID, 'vjbyPx'],
    kept: 'Expires=1700000000',
  },
  {
    text: 'https://a.blob.core.windows.net/c/b?sv=2024-11-04&sig=Zm9vYmFy%3D&se=2025',
    secrets: ['Zm9v'],
    kept: 'se=2025',
  },
  { text: `https://a.example/?access_token=${OPAQUE}#top`, secrets: [OPAQUE], kept: 'a.example' },
  {
    text: `https://a.example/cb#id_token=${JWT}&state=x`,
    secrets: [JWT.slice(40)],
    kept: 'state=x',
  },
  { text: '/reset?token=123456&lang=de', secrets: ['123456'], kept: 'lang=de' },
  { text: '/signup?email=alice%40example.com&plan=pro', secrets: ['alice'], kept: 'plan=pro' },
  { text: '/find?phone=%2B15550100&n=1', secrets: ['15550100'], kept: 'n=1' },
  {
    text: `/login?next=https%3A%2F%2Fa.example%2F%3Ftoken%3D${OPAQUE}%26page%3D2`,
    secrets: [OPAQUE],
    kept: 'page%3D2',
  },
  { text: '/q?filter=%7B%22password%22%3A%22hunter2%22%7D', secrets: ['hunter2'], kept: '%22%7D' },
  { text: '/cb?code=4%2F0AbCdEfGhIjKlMnOp&scope=email', secrets: ['0AbCdEf'], kept: 'scope' },
]

const json = (value: unknown, depth = 1): string =>
  depth === 0 ? (value as string) : json(JSON.stringify(value), depth - 1)

const JSON_TEXTS: Leak[] = [
  { text: json({ password: 'hunter2', id: 1 }), secrets: ['hunter2'], kept: '"id":1' },
  { text: json({ password: 'a"b\\', id: 1 }), secrets: ['a\\"b'], kept: '"id":1' },
  { text: json({ a: { b: [{ 'x-api-key': 'abc' }] }, id: 1 }), secrets: ['"abc"'], kept: '"id":1' },
  { text: json({ body: json({ password: 'a"b\\', id: 7 }) }), secrets: ['a\\'], kept: 'id\\":7' },
  { text: json({ token: 'x"y', id: 7 }, 3), secrets: ['x\\', 'y\\'], kept: ':7' },
  {
    text: json({ a: json({ b: json({ firstName: 'Alice', id: 7 }) }) }),
    secrets: ['Alice'],
    kept: ':7',
  },
  { text: json({ cvv: 123, pin: 0, token: 5 }), secrets: ['123'], kept: '"token":5' },
  {
    text: json({ address: { street: 'Elm }', no: [4] }, id: 1 }),
    secrets: ['Elm'],
    kept: '"id":1',
  },
  { text: json({ cookies: ['sid=abc'], id: 1 }), secrets: ['abc'], kept: '"id":1' },
  { text: json({ card: 4111111111111111, n: 1 }), secrets: [CARD], kept: '"n":1' },
  { text: json({ note: `mail alice@example.com\nnow` }), secrets: ['alice'], kept: 'mail' },
  { text: json({ note: `a\ncard ${CARD}\tb`, t: `\n${JWT}` }), secrets: [CARD, JWT.slice(40)] },
  { text: json({ key: pem('EC PRIVATE KEY', '\n') }, 2), secrets: [PEM_BODY] },
  { text: json({ log: 'x\npassword=hunter2\ny' }), secrets: ['hunter2'], kept: '\\ny' },
  {
    text: JSON.stringify({ password: 'hunter2', n: 1 }, null, 2),
    secrets: ['hunter2'],
    kept: '"n": 1',
  },
  {
    text: `Request failed: ${json({ secret: 's3', id: 1 })} (400)`,
    secrets: ['s3'],
    kept: '(400)',
  },
  { text: json({ id: 1, password: 'correct horse battery' }).slice(0, 33), secrets: ['correct'] },
  { text: json({ body: json({ password: 'correct horse' }) }).slice(0, 36), secrets: ['correct'] },
]

const STACKS: Leak[] = [
  {
    text: `Error: connect https://u:pw@h.example/\n    at f (file:///var/task/index.mjs:1:2)`,
    secrets: ['u:pw'],
    kept: 'index.mjs:1:2',
  },
  {
    text: `JWTError: bad ${JWT}\n    at verify (/var/task/node_modules/jose/dist/index.js:10:3)`,
    secrets: [JWT.slice(40)],
    kept: 'jose/dist/index.js:10:3',
  },
  {
    text: `ValidationError: {"email":"alice@example.com","password":"hunter2"}\n    at g (a.js:1:1)`,
    secrets: ['alice', 'hunter2'],
    kept: 'a.js:1:1',
  },
  {
    text: `AxiosError: 401 { headers: { Authorization: 'Bearer opaque' } }\n    at h (b.js:2:2)`,
    secrets: ['opaque'],
    kept: 'b.js:2:2',
  },
]

/** Texts as they are logged, with what must not be read in them. */
export const LEAKS: readonly Leak[] = [
  ...PLAIN,
  ...MEMBERS,
  ...HEADERS,
  ...URLS,
  ...JSON_TEXTS,
  ...STACKS,
]
