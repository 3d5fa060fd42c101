import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { spansIn, startCollector } from './collector.ts'

const run = promisify(execFile)
const source = (file: string) => new URL(`../../src/${file}`, import.meta.url).href

/** A server that answers one request, and stops. */
const server = (before: string) => `
  import { createServer } from 'node:http'
  import { withNodeTracing } from '${source('node/index.ts')}'
  import { otlp } from '${source('otlp/index.ts')}'

  const exporter = otlp()
  const options = { service: 'shop', exporters: [exporter] }
  const server = createServer(withNodeTracing((_request, response) => void response.end(), options))
  server.listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + server.address().port
    await fetch(url, { headers: { connection: 'close' } })
    ${before}
    server.close()
  })
`

describe('a server that stops', () => {
  const runServer = (url: string, before = '') =>
    run(process.execPath, ['--input-type=module', '-e', server(before)], {
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: url, HOPTRACE_CALLS: 'explicit' },
    })

  it('sends what otlp() holds before its process exits', async () => {
    const collector = await startCollector()
    await runServer(collector.url)
    expect(collector.spans().map(({ name }) => name)).toEqual(['GET'])
  })

  it('exits without it if the collector can’t be reached', async () => {
    const collector = await startCollector()
    await collector.close()
    const { stderr } = await runServer(collector.url)
    expect(stderr).toContain("the collector can't be reached")
    expect(stderr).toContain('spans are lost at the end (count: 1): "1 waited"')
  })

  it.each([
    ['at once', ''],
    ['after a flush', 'await exporter.flush()'],
  ])('sends it again if the collector refuses it: %s', async (_when, before) => {
    const refusal = { status: 503, headers: { 'retry-after': '1' } }
    const collector = await startCollector((n) => (n === 0 ? refusal : { status: 200 }))
    const { stderr } = await runServer(collector.url, before)
    expect(collector.received.map(({ json }) => spansIn({ json }).length)).toEqual([1, 1])
    expect(stderr).not.toContain('lost')
  })

  it('says what is lost if the collector asks to be left alone for long', async () => {
    const refusal = { status: 503, headers: { 'retry-after': '3600' } }
    const collector = await startCollector(() => refusal)
    const { stderr } = await runServer(collector.url)
    expect(collector.received).toHaveLength(1)
    expect(stderr).toContain('spans are lost at the end (count: 1): "1 waited"')
  })

  it('says what is lost if process.exit() ends it', async () => {
    const collector = await startCollector()
    const { stderr } = await runServer(collector.url, 'process.exit()')
    expect(collector.received).toEqual([])
    expect(stderr).toContain('spans are lost at the end (count: 1): "1 waited"')
  })

  it('exits without it if the collector wants it again at once, again and again', async () => {
    const refusals = 100
    const refusal = { status: 503, headers: { 'retry-after': '0' } }
    const collector = await startCollector((n) => (n < refusals ? refusal : { status: 200 }))
    await runServer(collector.url)
    expect(collector.received.length).toBeGreaterThan(0)
    expect(collector.received.length).toBeLessThan(refusals)
  })
})
