import { inspect } from 'node:util'
import { base64, generator } from './generated.ts'
import type { SecretText } from './secret-urls.ts'

const made = generator(22)

const SECRET = made('{62:32}')
const BASIC = base64('anna:tabby cat')

// Headers with what must not be read of their values.
const HEADERS: readonly (readonly [name: string, value: string, secret: string])[] = [
  ['Authorization', `Bearer ${SECRET}`, SECRET],
  ['authorization', `Basic ${BASIC}`, BASIC],
  ['Authorization', `ApiKey ${SECRET}`, SECRET],
  ['Authorization', `Token token="${SECRET}"`, SECRET],
  ['Authorization', `Negotiate ${SECRET}`, SECRET],
  [
    'Authorization',
    `Digest username="anna", realm="a", nonce="n0", uri="/", response="${made('{hex:8}')}${SECRET}"`,
    SECRET,
  ],
  ['Authorization', `Hawk id="h", ts="1", nonce="n", mac="${SECRET}="`, SECRET],
  ['Authorization', `OAuth oauth_consumer_key="k", oauth_signature="${SECRET}"`, SECRET],
  ['Authorization', SECRET, SECRET],
  ['Proxy-Authorization', `Basic ${BASIC}`, BASIC],
  ['Cookie', `theme=dark; sid=${SECRET}`, SECRET],
  ['Cookie', `connect.sid=s%3A${SECRET}`, SECRET],
  ['Set-Cookie', `session=${SECRET}; Path=/; HttpOnly`, SECRET],
  ['X-Api-Key', SECRET, SECRET],
  ['apikey', SECRET, SECRET],
  ['X-Auth-Token', SECRET, SECRET],
  ['X-Auth-Key', SECRET, SECRET],
  ['X-Access-Token', SECRET, SECRET],
  ['X-CSRF-Token', SECRET, SECRET],
  ['X-XSRF-TOKEN', SECRET, SECRET],
  ['X-Vault-Token', SECRET, SECRET],
  ['X-Amz-Security-Token', SECRET, SECRET],
  ['PRIVATE-TOKEN', SECRET, SECRET],
  ['X-Shopify-Access-Token', SECRET, SECRET],
  ['X-Figma-Token', SECRET, SECRET],
  ['X-RapidAPI-Key', SECRET, SECRET],
  ['Ocp-Apim-Subscription-Key', SECRET, SECRET],
  ['x-functions-key', SECRET, SECRET],
  ['DD-API-KEY', SECRET, SECRET],
  ['CF-Access-Client-Secret', SECRET, SECRET],
  ['X-Hub-Signature-256', `sha256=${SECRET}`, SECRET],
  ['Stripe-Signature', `t=1700000000,v1=${SECRET}`, SECRET],
  ['X-Slack-Signature', `v0=${SECRET}`, SECRET],
  ['X-Session-Token', SECRET, SECRET],
  ['X-Forwarded-Access-Token', SECRET, SECRET],
  ['X-Telegram-Bot-Api-Secret-Token', SECRET, SECRET],
]

/** The ways in which frameworks print a header. */
const PRINTED: Readonly<Record<string, (name: string, value: string) => string>> = {
  line: (name, value) => `${name}: ${value}`,
  'lower line': (name, value) => `${name.toLowerCase()}:${value}`,
  request: (name, value) => `GET / HTTP/1.1\r\nHost: a.example\r\n${name}: ${value}\r\nAccept: */*`,
  'escaped request': (name, value) =>
    inspect({ _header: `GET / HTTP/1.1\r\n${name}: ${value}\r\nHost: a.example\r\n\r\n` }),
  curl: (name, value) => `curl -s -H '${name}: ${value}' https://a.example/`,
  JSON: (name, value) => JSON.stringify({ headers: { host: 'a', [name]: value, accept: '*/*' } }),
  inspect: (name, value) => inspect({ headers: { host: 'a', [name]: value } }),
  Map: (name, value) =>
    inspect(
      new Map([
        ['host', 'a'],
        [name, value],
      ]),
    ),
  Headers: (name, value) => inspect(new Headers({ host: 'a', [name]: value })),
  'raw headers': (name, value) => JSON.stringify({ rawHeaders: ['Host', 'a', name, value] }),
  'raw headers, inspected': (name, value) => inspect({ rawHeaders: ['Host', 'a', name, value] }),
  pairs: (name, value) =>
    JSON.stringify([
      ['host', 'a'],
      [name, value],
    ]),
  'pairs, inspected': (name, value) =>
    inspect([
      ['host', 'a'],
      [name, value],
    ]),
  'names and values': (name, value) =>
    JSON.stringify({
      headers: [
        { name: 'host', value: 'a' },
        { name, value },
      ],
    }),
  'names and values, inspected': (name, value) => inspect([{ name, value }]),
  'keys and values': (name, value) => JSON.stringify([{ key: name, value }], null, 2),
  'a text in a text': (name, value) => JSON.stringify({ body: JSON.stringify({ [name]: value }) }),
}

export const SECRET_HEADERS: readonly SecretText[] = HEADERS.flatMap(([name, value, secret]) =>
  Object.entries(PRINTED).map(([kind, print]) => ({
    kind,
    text: print(name, value),
    secrets: [secret],
  })),
)

/** Headers as they stand in objects, with what must not be read in them. */
export const HEADER_OBJECTS: readonly { kind: string; value: unknown; secret: string }[] =
  HEADERS.flatMap(([name, value, secret]) => [
    { kind: 'object', value: { [name]: value }, secret },
    { kind: 'Headers', value: new Headers({ [name]: value }), secret },
    { kind: 'Map', value: new Map([[name, value]]), secret },
    { kind: 'raw headers', value: { rawHeaders: ['Host', 'a', name, value] }, secret },
    {
      kind: 'pairs',
      value: [
        ['host', 'a'],
        [name, value],
      ],
      secret,
    },
    { kind: 'names and values', value: [{ name, value }], secret },
    { kind: 'names and values', value: [{ Name: name, Value: value }], secret },
    { kind: 'keys and values', value: { h: [{ key: name, value }] }, secret },
    { kind: 'values first', value: { value, name }, secret },
  ])
