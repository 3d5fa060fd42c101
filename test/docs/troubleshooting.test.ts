import { globSync, readFileSync } from 'node:fs'
import { NextRequest } from 'next/server.js'
import { describe, expect, it, vi } from 'vitest'
import { consoleBlocksIn } from '../../local/docs/console-blocks.ts'
import { runSample } from '../../local/docs/samples.ts'
import { formatPretty } from '../../src/core/output/pretty.ts'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { withProxyTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { httpApiEvent, invoke, lambdaContext, untimed } from '../middy/invocation.ts'
import { rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/troubleshooting.md'
const text = readFileSync(PAGE, 'utf8')

/** What a handler with this level writes when it answers with this status. */
async function levelsWritten(level: 'warn' | 'error', statusCode: number): Promise<string[]> {
  const handler = untimed([tracing({ level })], () => ({ statusCode }))
  const { records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
  return records.map((record) => record.level)
}

describe('docs/troubleshooting.md', () => {
  it.each(consoleBlocksIn(text))('shows what $command prints', ({ command, output }) => {
    expect(output).toBe(runSample(command).trimEnd())
  })

  it('lists all of its sections first', () => {
    const listed = [...text.matchAll(/^- \[(.+)\]\(#.+\)$/gm)].map(([, title]) => title)
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)
    expect(listed).toEqual(sections)
  })

  it('shows a record in the format pretty', () => {
    const records = readFileSync('local/docs/shop/records.ndjson', 'utf8').split('\n')
    const line = records.find((one) => one.includes('"statusCode":500,"handlerDuration"')) ?? ''
    expect(text).toContain(`\n${formatPretty(JSON.parse(line), false)}\n`)
  })

  it('is right that a level above info writes failures alone', async () => {
    expect(await levelsWritten('warn', 200)).toEqual([])
    expect(await levelsWritten('warn', 404)).toEqual(['warn'])
    expect(await levelsWritten('error', 404)).toEqual([])
    expect(await levelsWritten('error', 500)).toEqual(['error'])
  })

  it('is right that a proxy without a function writes nothing', async () => {
    const request = new NextRequest('http://a.example/orders')
    const { records, value } = await captureRecords(() => withProxyTracing()(request, {} as never))
    expect(records).toEqual([])
    expect((value as Response).headers.has('x-trace-id')).toBe(true)
  })

  it('is right about the ids that are replaced', async () => {
    const accepts = async (id: string): Promise<boolean> => {
      const { start } = await invoke([tracing()], () => 1, httpApiEvent({ 'x-trace-id': id }))
      return start.traceId === id
    }
    for (const id of ['req_abc', 'Job-17_b', 'a'.repeat(128)]) expect(await accepts(id)).toBe(true)
    for (const id of ['an id', 'id:1', 'a'.repeat(129)]) expect(await accepts(id)).toBe(false)
  })

  it('is right about the message that names an option’s new name', () => {
    const [message = ''] =
      /(?<=`)hoptrace: unknown option .+?; it is now called .+?(?=`)/.exec(text) ?? []
    expect(() => tracing({ onError: 'debug' } as never)).toThrow(new TypeError(message))
  })

  it('is right that there is no id outside of a request', () => {
    expect(currentTrace().id).toBe('')
  })

  it.each([
    [{ 'content-type': 'application/json' }, '{"error":"x"}', true],
    [{ 'content-type': 'application/json', etag: '"1"' }, '{"error":"x"}', false],
    [{ 'content-type': 'application/json' }, '["x"]', false],
    [{ 'content-type': 'text/plain' }, 'x', false],
  ])('is right about the id in a body with %j', async (headers, body, hasId) => {
    const { value } = await invoke([tracing()], () => ({ statusCode: 500, headers, body }))
    const answer = value as { headers: Record<string, string>; body: string }
    expect(answer.body.includes('traceId')).toBe(hasId)
    expect(answer.headers['x-trace-id']).toMatch(/^req_/)
  })

  it('shows a report on stderr, and lists the subjects of reports', async () => {
    const section = sectionOf(PAGE, 'A report on stderr')
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const identify = (event: { claims: { sub: string } }) => ({ userId: event.claims.sub })
    await invoke([tracing({ identify })], () => 1, {})
    const [[line = ''] = []] = stderr.mock.calls
    stderr.mockRestore()
    const [shown = ''] = /(?<=```\n)hoptrace: .+(?=\n```)/.exec(section) ?? []
    expect(String(line).split('\\n')[0]).toBe(shown.split('\\n')[0])
    const code = globSync('src/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const rows = rowsOf(section).map(([begin = '']) => begin.replaceAll('`', ''))
    expect(rows).toHaveLength(4)
    for (const begin of rows) {
      const words = begin.replace(/^hoptrace: /, '').split('…')
      for (const word of words) expect(code).toContain(word)
    }
    const [, callbacks = ''] = /failed` \| (.+?) threw/.exec(section) ?? []
    for (const [, name] of code.matchAll(/option '([\w.]+)' failed/g))
      expect(callbacks).toContain(`\`${name}\``)
  })

  it('quotes messages that hoptrace writes', () => {
    const sources = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'))
    const rows = rowsOf(sectionOf(PAGE, "It doesn't install, build or start"))
    const messages = rows.flatMap(([message = '']) => message.match(/(?<=^`)[^`]+/) ?? [])
    const ours = messages
      .map((message) => message.replace(/^hoptrace: /, '').replace(/ …$/, ''))
      .map((message) => message.replace(/^unknown option '.*/, 'unknown option'))
      .filter((message) => /^(Queries|unknown|Map)/.test(message))
    expect(ours.length).toBeGreaterThanOrEqual(4)
    const code = sources.join('\n')
    for (const message of ours) expect(code).toContain(message.replace(' is not a function', ''))
  })
})
