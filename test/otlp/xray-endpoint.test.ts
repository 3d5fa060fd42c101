import { createHash, createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { type OtlpOptions, otlp } from '../../src/otlp/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { type Received, startCollector } from './collector.ts'

const REGION = 'eu-central-1'
const KEY_ID = ['AKID', 'EXAMPLE'].join('')
const KEY = 'signing'.repeat(4)

/** Returns the signature that AWS computes for a request, step by step as its documentation says. */
function signatureOf({ path, headers, bytes }: Received, host: string): string {
  const [, scope = '', signed = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(String(headers.authorization)) ?? []
  const canonical = signed
    .split(';')
    .map((name) => `${name}:${name === 'host' ? host : String(headers[name]).trim()}\n`)
    .join('')
  const hashOf = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const request = ['POST', path, '', canonical, signed, hashOf(bytes)].join('\n')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hashOf(request)].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (one, part) => createHmac('sha256', one).update(part).digest(),
      `AWS4${KEY}`,
    )
  return createHmac('sha256', key).update(text).digest('hex')
}

async function exportOne(options: OtlpOptions): Promise<void> {
  const exporters = [otlp({ endpoint: 'xray', ...options })]
  const handler = handlerOf([tracing({ exporters, flushTimeoutMs: 60_000 })], () => 1)
  await captureRecords(() => handler({}, lambdaContext()))
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', REGION)
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY_ID)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY)
})
afterEach(() => vi.unstubAllEnvs())

describe("the endpoint 'xray'", () => {
  it.each<[string, OtlpOptions, string | undefined]>([
    ['the environment', {}, 'session'],
    [
      'the option credentials',
      { credentials: async () => ({ accessKeyId: KEY_ID, secretAccessKey: KEY }) },
      undefined,
    ],
  ])('gets requests that are signed with the credentials of %s', async (_whose, options, token) => {
    const collector = await startCollector()
    vi.stubEnv('AWS_ENDPOINT_URL_XRAY', collector.url)
    vi.stubEnv('AWS_SESSION_TOKEN', 'session')
    await exportOne(options)
    const [request] = collector.received as [Received]
    const { authorization, 'x-amz-security-token': sent } = request.headers
    expect(String(authorization)).toMatch(
      new RegExp(`^AWS4-HMAC-SHA256 Credential=${KEY_ID}/\\d{8}/${REGION}/xray/aws4_request, `),
    )
    expect(String(authorization)).toContain(
      `Signature=${signatureOf(request, collector.url.replace('http://', ''))}`,
    )
    expect(sent).toBe(token)
    expect(request.headers['content-encoding']).toBe('gzip')
    expect(collector.spans()).toHaveLength(1)
  })

  it('is that of the region', async () => {
    const urls: string[] = []
    vi.stubGlobal('fetch', (url: string) => {
      urls.push(url)
      return Promise.resolve(new Response('{}'))
    })
    await exportOne({})
    vi.unstubAllGlobals()
    expect(urls).toEqual(['https://xray.eu-central-1.amazonaws.com/v1/traces'])
  })

  it('needs a region', () => {
    vi.stubEnv('AWS_REGION', '')
    vi.stubEnv('AWS_DEFAULT_REGION', '')
    expect(() => otlp({ endpoint: 'xray' })).toThrow(
      new TypeError("hoptrace: otlp.endpoint 'xray' needs the variable AWS_REGION"),
    )
  })
})
