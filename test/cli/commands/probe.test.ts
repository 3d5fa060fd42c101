import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { record } from '../sample-trace.ts'

const OWN_ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const hop = (hopName: string, traceId: string, n: number) =>
  record(0, { phase: 'hop', hopName, hopResult: 'pass', traceId, spanId: `000000000000000${n}` })

/** Starts a service that writes two hops, the second one after its response. */
async function service({ acceptsIds = true } = {}) {
  const file = logFile({ a: 1 })
  const requests: { method: string; body: string; auth: unknown }[] = []
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const { method = '', headers } = request
    requests.push({ method, body: Buffer.concat(chunks).toString(), auth: headers.authorization })
    const id = acceptsIds ? String(headers['x-trace-id']) : OWN_ID
    const write = (name: string, n: number): void =>
      appendFileSync(file, `${JSON.stringify(hop(name, id, n))}\n`)
    write('rate-limit', 1)
    response.on('finish', () => write('lambda-invoke', 2))
    if (!acceptsIds) response.setHeader('x-trace-id', OWN_ID)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { file, requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

describe('hoptrace probe', () => {
  it('says that all hops came under the id that it sent', async () => {
    const { file, requests, url } = await service()
    const send = ['--data', '{"a":1}', '--header', 'authorization: me', '--timeout', '5']
    const expected = ['--expect', 'rate-limit,lambda-invoke', '--file', file]
    const { code, out, err } = await hoptrace(['probe', url, ...send, ...expected])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^req_[\da-f-]{36}\nPOST http:\S+: 200\n\n✓ rate-limit {2}pass in bg-remov/)
    expect(out.match(/^✓ /gm)).toHaveLength(2)
    expect(requests).toEqual([{ method: 'POST', body: '{"a":1}', auth: 'me' }])
  })

  it('exits with 1 if a hop is missing', async () => {
    const { file, url } = await service()
    const args = ['--expect', 'rate-limit', '--expect', 'jwt', '--timeout', '1', '--file', file]
    const { code, out } = await hoptrace(['probe', url, ...args])
    expect(code).toBe(1)
    expect(out).toMatch(/✓ rate-limit .*\n✗ jwt {2}no record\n$/)
  })

  it('looks for the id of the response if the service keeps its own', async () => {
    const { file, url } = await service({ acceptsIds: false })
    const args = ['--expect', 'lambda-invoke', '--timeout', '5', '--file', file]
    const { code, out } = await hoptrace(['probe', url, ...args])
    expect([code, out.split('\n')[0]]).toEqual([0, OWN_ID])
  })

  it('fails if there is no response, and sends nothing if there is no log', async () => {
    const { requests, url } = await service()
    const away = await hoptrace(['probe', url, '--expect', 'a', '--file', 'no/such.ndjson'])
    expect([away.code, away.err, requests]).toEqual([3, 'There is no file no/such.ndjson\n', []])
    const closed = ['probe', 'http://127.0.0.1:1/', '--expect', 'a', '--file', logFile({})]
    const { code, err } = await hoptrace(closed)
    expect([code, err]).toEqual([3, expect.stringMatching(/^GET http:\S+ has no response: /)])
  })

  it.each([
    [['ftp://x', '--expect', 'a'], 'Pass one URL'],
    [['http://x'], '--expect is required'],
    [['http://x', '--expect', 'a', '--timeout', '0'], '--timeout takes 1 to 3600 seconds'],
    [['http://x', '--expect', 'a', '--header', 'x'], "--header takes 'name: value', not 'x'"],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await hoptrace(['probe', ...words, '--file', logFile({})])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})
