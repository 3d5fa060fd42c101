import { get } from 'node:http'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RequestsMessage } from '../../../../src/cli/live/server/event-stream.ts'
import type { TraceView } from '../../../../src/cli/view/trace-view.ts'
import { projectFolder } from '../../project/project-folder.ts'
import { failedTrace, record, traceId } from '../../sample-trace.ts'
import { EVENTUALLY, runHoptrace } from '../dev-process.ts'
import { type Served, servePageOf } from '../served-page.ts'

const PATHS = ['/', '/page.js', '/api/trace?id=x', '/api/events?x', '/unknown']

/** Reads the stream of requests until the test ends. */
function readEvents(served: Served, lastId?: string) {
  const messages: (RequestsMessage & { id: string })[] = []
  const path = `/api/events?token=${served.token}`
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId }
  const asked = get({ host: '127.0.0.1', port: served.port, path, headers }, (response) => {
    let rest = ''
    response.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, id = ''] = /^id: (.*)$/m.exec(block) ?? []
        const [, data] = /^data: (.*)$/m.exec(block) ?? []
        if (data !== undefined) messages.push({ id, ...JSON.parse(data) })
      }
    })
    response.on('error', () => undefined)
  })
  onTestFinished(() => void asked.destroy())
  return { messages, close: () => asked.destroy() }
}

describe('the server of the page', () => {
  it('answers this machine alone', async () => {
    const { port } = await servePageOf([])
    const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
    const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)
    if (outer === undefined) return expect(addresses.every(({ internal }) => internal)).toBe(true)
    await expect(fetch(`http://${outer.address}:${port}/`)).rejects.toThrow('fetch failed')
  })

  it('refuses names that lead to this machine, and pages of other origins, on every path', async () => {
    const { ask, port } = await servePageOf([])
    for (const path of PATHS) {
      for (const host of [`evil.test:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`]) {
        expect([path, host, (await ask(path, { host })).status]).toEqual([path, host, 403])
      }
      for (const origin of ['null', 'http://evil.test', `https://127.0.0.1:${port}`]) {
        expect([path, origin, (await ask(path, { origin })).status]).toEqual([path, origin, 403])
      }
    }
    const origin = `http://localhost:${port}`
    expect((await ask('/', { host: `localhost:${port}`, origin })).status).toBe(200)
  })

  it('gives data only for the token, and only to GET', async () => {
    const { ask, token } = await servePageOf(failedTrace)
    const path = `/api/trace?id=${traceId}`
    await expect.poll(async () => (await ask(path)).status, EVENTUALLY).toBe(200)
    for (const wrong of ['', token.slice(1), `${token}x`]) {
      const { status, body } = await ask(`/api/trace?id=${traceId}&token=${wrong}x`)
      expect([status, body]).toEqual([401, 'Open the address that hoptrace dev has printed'])
    }
    expect((await ask('/api/trace')).status).toBe(401)
    expect((await ask(path, {}, 'POST')).status).toBe(405)
    expect((await ask('/api/trace?id=other')).status).toBe(404)
  })

  it('survives addresses that are none', async () => {
    const { ask } = await servePageOf([])
    for (const path of ['//', '/%', '/../../package.json', '/api/__proto__?', '/constructor']) {
      expect([401, 404]).toContain((await ask(path)).status)
    }
    expect((await ask('/')).status).toBe(200)
  })

  it('shows a request with an impossible duration from 1970 on', async () => {
    const ending = { phase: 'complete', spanId: '000000000000000a', duration: 1e300 }
    const { ask } = await servePageOf([record(0, ending)])
    const path = `/api/trace?id=${traceId}`
    await expect.poll(async () => (await ask(path)).status, EVENTUALLY).toBe(200)
    const { parts, summary } = JSON.parse((await ask(path)).body)
    expect([parts[0].begin, summary.begin]).toEqual(['1970-01-01T00:00:00.000Z', 0])
  })

  it('lets the page load nothing but itself', async () => {
    const { headers } = await (await servePageOf([])).ask('/')
    const policy = headers['content-security-policy']
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/)
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('streams requests as they come in, and after a reconnect only those that are new', async () => {
    const served = await servePageOf(failedTrace.slice(0, 3))
    const first = readEvents(served)
    await expect.poll(() => first.messages.at(-1)?.requests, EVENTUALLY).toHaveLength(1)
    expect(first.messages[0]).toMatchObject({ isNew: true })
    const { id } = first.messages.at(-1) ?? {}
    first.close()
    const rest = failedTrace.slice(3).map((one) => `${JSON.stringify(one)}\n`)
    served.dev.child.stdin?.write(rest.join(''))
    const second = readEvents(served, id)
    await expect
      .poll(() => second.messages.at(-1)?.requests, EVENTUALLY)
      .toEqual([expect.objectContaining({ traceId, isRunning: false, level: 'error' })])
    expect(second.messages.some(({ isNew }) => isNew)).toBe(false)
    const third = readEvents(served, 'another-run.1')
    await expect.poll(() => third.messages[0], EVENTUALLY).toMatchObject({ isNew: true })
  })

  it('streams the last requests too when the command ends', async () => {
    const served = await servePageOf(failedTrace.slice(0, 3))
    const { messages } = readEvents(served)
    await expect.poll(() => messages.at(-1)?.requests, EVENTUALLY).toHaveLength(1)
    const rest = failedTrace.slice(3).map((one) => `${JSON.stringify(one)}\n`)
    served.dev.child.stdin?.end(rest.join(''))
    expect(await served.dev.ended).toBe(0)
    await expect
      .poll(() => messages.at(-1)?.requests, EVENTUALLY)
      .toEqual([expect.objectContaining({ traceId, isRunning: false })])
  })

  it('shows a request with its failure, its waits and its headers', async () => {
    const { ask } = await servePageOf(failedTrace)
    const read = async (): Promise<TraceView> =>
      JSON.parse((await ask(`/api/trace?id=${traceId}`)).body)
    await expect.poll(async () => (await read()).summary.isRunning, EVENTUALLY).toBe(false)
    const [part] = (await read()).parts
    const steps = part?.rows.filter((row) => row.kind === 'step') ?? []
    const failure = steps.find(({ isFailure }) => isFailure)
    expect(failure?.name).toBe('service:bedrock:invoke')
    expect(failure?.errors.map(({ title }) => title)).toEqual([
      'ModelErrorException: The model refused the picture',
      'ECONNRESET: socket hang up',
    ])
    const request = steps.find(({ headers }) => headers.length > 0)
    expect(request?.headers).toContainEqual(['x-trace-id', traceId])
    expect(Object.fromEntries(request?.headers ?? []).traceparent).toBe(
      `00-${traceId.slice(4).replaceAll('-', '')}-0000000000000002-01`,
    )
    expect(Object.fromEntries(request?.headers ?? [])['x-trace-parent']).toBe('0000000000000002')
    expect(part?.rows.filter(({ kind }) => kind === 'gap')).toEqual([
      expect.objectContaining({
        text: 'after service:credits:debit, before service:bedrock:invoke',
        duration: 300,
      }),
    ])
  })

  it('exports a request as records and as a page', async () => {
    const { ask } = await servePageOf(failedTrace)
    const ndjson = `/api/export.ndjson?id=${traceId}`
    await expect
      .poll(async () => (await ask(ndjson)).body.split('\n').length, EVENTUALLY)
      .toBe(failedTrace.length + 1)
    const records = (await ask(ndjson)).body.trim().split('\n')
    expect(records.map((line) => JSON.parse(line))).toEqual(failedTrace)
    const { body, headers } = await ask(`/api/export.html?id=${traceId}`)
    expect(headers['content-disposition']).toBe(`attachment; filename="${traceId}.html"`)
    expect(body).toContain('The model refused the picture')
  })

  it('says in one line that its port is taken, and runs nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await expect.poll(() => server.listening, EVENTUALLY).toBe(true)
    const { port } = server.address() as { port: number }
    const args = ['dev', '--port', String(port), '--', 'node', '-e', 'console.log("ran")']
    const { status, stdout, stderr } = runHoptrace(projectFolder({}), ...args)
    expect(stderr).toBe(`Port ${port} is taken. Without --port, a free one is used\n`)
    expect([status, stdout]).toEqual([3, ''])
  })

  it('is one of its own for each dev in a folder', async () => {
    const folder = projectFolder({})
    const [one, other] = [
      await servePageOf(failedTrace, { folder }),
      await servePageOf([], { folder }),
    ]
    expect(one.port).not.toBe(other.port)
    const path = `/api/trace?id=${traceId}`
    await expect.poll(async () => (await one.ask(path)).status, EVENTUALLY).toBe(200)
    expect((await other.ask(path)).status).toBe(404)
    expect((await one.ask(`/api/trace?id=${traceId}&token=${other.token}`)).status).toBe(401)
  })
})
