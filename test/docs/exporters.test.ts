import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import {
  currentTrace,
  type EndedSpan,
  type ExportedRequest,
  type Exporter,
  type StartedSpan,
} from '../../src/index.ts'
import { logServiceCall, tracing } from '../../src/middy/index.ts'
import { lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'
import { loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/exporters.md'

const first = (cells: readonly string[]): string => /\w+/.exec(cells[0] ?? '')?.[0] ?? ''

/** The members of an interface of the contract, in their order. */
function membersOf(name: string): string[] {
  const source = readFileSync('src/core/exporter.ts', 'utf8')
  const [, body = ''] =
    new RegExp(`^export interface ${name} .*?\\{\n([^]*?)^\\}`, 'm').exec(source) ?? []
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member = '']) => member)
}

interface Told {
  readonly started: StartedSpan[]
  readonly ended: EndedSpan[]
  readonly open: StartedSpan[]
  readonly joined: [request: ExportedRequest, isSampled: boolean][]
}

/** What an exporter is told of one invocation. */
async function toldOf(handle: () => unknown, options = {}): Promise<Told> {
  const told: Told = { started: [], ended: [], open: [], joined: [] }
  const exporter: Exporter = {
    onSpanStart: (span) => void told.started.push(span),
    onSpanEnd: (span) => void told.ended.push(span),
    onSpanLeftOpen: (span) => void told.open.push(span),
    join(request, isSampled) {
      told.joined.push([request, isSampled])
      return request.traceContext
    },
  }
  const handler = handlerOf([tracing({ ...options, exporters: [exporter, undefined] })], handle)
  await captureRecords(() => handler({}, lambdaContext()))
  return told
}

describe('the page on exporters', () => {
  it('begins with an exporter that collects durations', async () => {
    const { handler, durations } = await loadSample(PAGE, 'onSpanEnd')
    await captureRecords(() => handler({}, lambdaContext()))
    expect(durations.map(({ name }: { name: string }) => name)).toEqual([
      'load-order',
      'orders:get',
    ])
    for (const { ms } of durations) expect(ms).toBeGreaterThanOrEqual(0)
  })

  it('names every method', () => {
    const methods = rowsOf(sectionOf(PAGE, 'Methods')).map(first)
    expect(methods.sort()).toEqual(membersOf('Exporter').sort())
  })

  it('names every member of a span, in the order of the contract', async () => {
    const members = rowsOf(sectionOf(PAGE, 'Spans')).map(first)
    expect(members).toEqual([...membersOf('StartedSpan'), ...membersOf('EndedSpan')])
    const { started, ended } = await toldOf(() => currentTrace().hop('work', () => 1))
    expect(Object.keys(started[0] ?? {})).toEqual(membersOf('StartedSpan'))
    expect(Object.keys(ended[0] ?? {}).sort()).toEqual(members.sort())
    const [, text = ''] = /^`request` has (.+)$/m.exec(sectionOf(PAGE, 'Spans')) ?? []
    for (const member of membersOf('ExportedRequest')) expect(text).toContain(`\`${member}\``)
  })

  it('calls each method when the page says so', async () => {
    const { started, ended, open, joined } = await toldOf(
      () => {
        const trace = currentTrace()
        void trace.hop('left', () => new Promise(() => undefined))
        logServiceCall(trace, { service: 'db', operation: 'get', duration: 1, result: 'success' })
        return 1
      },
      { service: 'shop', action: 'orders:get', sampling: { rate: 0 } },
    )
    expect(started.map(({ type, name }) => [type, name])).toEqual([
      ['request', 'orders:get'],
      ['hop', 'left'],
    ])
    expect(ended.map(({ type, name, isSampled }) => [type, name, isSampled])).toEqual([
      ['call', 'service:db:get', false],
      ['request', 'orders:get', false],
    ])
    expect(open.map(({ name }) => name)).toEqual(['left'])
    expect(joined.map(([{ service }, isSampled]) => [service, isSampled])).toEqual([
      ['shop', false],
    ])
  })

  it('says that a failing exporter does not affect a request', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const failing: Exporter = {
      join: () => {
        throw new Error('join')
      },
      onSpanEnd: () => Promise.reject(new Error('end')),
    }
    const handler = handlerOf([tracing({ exporters: [failing] })], () => 'done')
    const { value, records } = await captureRecords(() => handler({}, lambdaContext()))
    stderr.mockRestore()
    expect(value).toBe('done')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })
})
