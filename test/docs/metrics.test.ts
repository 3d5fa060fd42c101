import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  currentTrace,
  type MetricsOptions,
  type MetricUnit,
  type TraceRecord,
} from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, handlerOf } from '../middy/invocation.ts'
import { blocksOf, loadSample, rowsOf, sectionOf, steady } from './page.ts'

const PAGE = 'docs/metrics.md'
const EVERYTHING: MetricsOptions = {
  counts: ['Errors', 'Throttles', 'Timeouts', 'ColdStarts'],
  calls: true,
}

interface Directive {
  readonly Namespace: string
  readonly Dimensions: readonly (readonly string[])[]
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
}

/** What a record says to CloudWatch. */
function directiveOf(record: TraceRecord | undefined): Directive | undefined {
  const emf = record?._aws as { CloudWatchMetrics: Directive[] } | undefined
  return emf?.CloudWatchMetrics[0]
}

/** The call and the ending of an invocation. */
async function recordsOf(metrics: boolean | MetricsOptions, handle: Handle) {
  const { records } = await captureRecords(() =>
    handlerOf([tracing({ metrics })], handle)({}, lambdaContext()),
  )
  return {
    call: records.find(({ phase }) => phase === 'call'),
    ending: records.find(({ phase }) => phase === 'complete'),
  }
}

const bare = (cell = ''): string => cell.replaceAll('`', '')
const rows = rowsOf(sectionOf(PAGE, 'Names')).map(([name, unit = '', on, value, when]) => ({
  name: bare(name),
  unit,
  on,
  value,
  when: bare(when),
}))
const callThenAnswer =
  (answer: object): Handle =>
  () => {
    currentTrace().call('credits', 'debit', () => 1)
    return answer
  }

afterEach(() => void vi.restoreAllMocks())

describe('the page on metrics', () => {
  it('shows the ending that its handler writes', async () => {
    const { handler } = await loadSample(PAGE, 'ImagesProcessed')
    const context = {
      awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      functionName: 'shop-pictures',
    }
    const { records } = await captureRecords(() => handler({}, context))
    const timeless = (record: object) =>
      steady(JSON.parse(JSON.stringify(record).replace(/"Timestamp":\d+/, '"Timestamp":0')))
    const [json = ''] = blocksOf(PAGE, 'json')
    expect(timeless(records[1] ?? {})).toEqual(timeless(JSON.parse(json)))
    expect(Object.keys(JSON.parse(json))).toEqual(Object.keys(records[1] ?? {}))
  })

  it('has every metric with its unit', async () => {
    const { call, ending } = await recordsOf(EVERYTHING, callThenAnswer({ statusCode: 200 }))
    for (const [record, on] of [[ending, 'endings'] as const, [call, 'calls'] as const]) {
      const shown = rows.filter((row) => row.on === on).map(({ name, unit }) => [name, unit])
      expect(shown).toEqual(directiveOf(record)?.Metrics.map(({ Name, Unit }) => [Name, Unit]))
    }
  })

  it('says which option makes a value a metric', async () => {
    const handle = callThenAnswer({ statusCode: 200 })
    const metricsOf = async (metrics: boolean | MetricsOptions) => {
      const { call, ending } = await recordsOf(metrics, handle)
      const found = [directiveOf(ending), directiveOf(call)].flatMap((one) => one?.Metrics ?? [])
      return found.map(({ Name }) => Name)
    }
    const shown = (when: string) => rows.filter((row) => row.when === when).map(({ name }) => name)
    const always = shown('metrics is on')
    expect(await metricsOf(false)).toEqual([])
    expect(await metricsOf(true)).toEqual(always)
    expect(await metricsOf({ calls: true })).toEqual([...always, ...shown('calls is on')])
    expect(await metricsOf({ counts: ['Throttles'] })).toEqual([...always, 'Throttles'])
    expect(shown('counts has it')).toEqual(EVERYTHING.counts)
  })

  it('names the metrics of a batch', async () => {
    const { records } = await captureRecords(() =>
      handlerOf([tracing({ metrics: true })], () => 1)(events.sqs({}), lambdaContext()),
    )
    const directive = directiveOf(records.at(-1) as never)
    const ofBatch = directive?.Metrics.filter(({ Name }) => Name.endsWith('Records')) ?? []
    const shown = rows.filter((row) => row.on === 'endings of batches')
    expect(shown.map(({ name, unit }) => [name, unit])).toEqual(
      ofBatch.map(({ Name, Unit }) => [Name, Unit]),
    )
  })

  it.each([
    [200, { Requests: 1, Errors: 0, Faults: 0, Throttles: 0 }],
    [404, { Requests: 1, Errors: 1, Faults: 0, Throttles: 0 }],
    [429, { Requests: 1, Errors: 1, Faults: 0, Throttles: 1 }],
    [500, { Requests: 1, Errors: 1, Faults: 1, Throttles: 0 }],
  ])('says how a %i is counted', async (statusCode, counts) => {
    const { ending } = await recordsOf(true, () => ({ statusCode }))
    expect(ending).toMatchObject(counts)
  })

  it('shows a choice of metrics', async () => {
    const { traced } = await loadSample(PAGE, 'namespace')
    const { records } = await captureRecords(() =>
      handlerOf([traced], callThenAnswer({}))({}, lambdaContext()),
    )
    const [call, ending] = records.slice(1).map(directiveOf)
    expect([call?.Namespace, ending?.Namespace]).toEqual(['Shop', 'Shop'])
    expect([call?.Dimensions, ending?.Dimensions]).toEqual([
      [['service', 'action']],
      [['service', 'action']],
    ])
  })
})

describe('the rules for business metrics on the page', () => {
  const metric = async (name: string, value: number, unit?: MetricUnit) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { ending } = await recordsOf(true, () => currentTrace().metric(name, value, unit))
    return directiveOf(ending)?.Metrics.find(({ Name }) => Name === name)?.Unit
  }

  it('are right about names, values and units', async () => {
    const [, max = ''] = /up to (\d+) letters/.exec(sectionOf(PAGE, 'Business metrics')) ?? []
    expect(await metric(`a${'_./#-'.padEnd(Number(max), '1')}`, 1)).toBe('Count')
    expect(await metric(`a${'1'.repeat(Number(max) + 1)}`, 1)).toBeUndefined()
    expect(await metric('1a', 1)).toBeUndefined()
    expect(await metric('a', Number.NaN)).toBeUndefined()
    expect(await metric('a', 1, 'Kilobytes/Second')).toBe('Kilobytes/Second')
    expect(await metric('a', 1, 'Apples' as MetricUnit)).toBeUndefined()
  })

  it('are right that names of fields are refused', async () => {
    const source = readFileSync('src/core/record.ts', 'utf8')
    const [, body = ''] = source.split('export interface TraceRecord extends Identity {')
    const fields = [...body.matchAll(/^ {2}readonly ([A-Za-z]\w+)/gm)].map(([, name = '']) => name)
    expect(fields).toContain('traceId')
    for (const field of fields) {
      vi.spyOn(process.stderr, 'write').mockReturnValue(true)
      const { ending } = await recordsOf(false, () => currentTrace().metric(field, 4711))
      expect(JSON.stringify(ending)).not.toContain('4711')
    }
  })

  it('are right that values are summed, even if metrics are off', async () => {
    const { ending } = await recordsOf(false, () => {
      currentTrace().metric('ImagesProcessed', 1)
      currentTrace().metric('ImagesProcessed', 2)
    })
    expect(ending).toMatchObject({ ImagesProcessed: 3 })
    expect(ending).not.toHaveProperty('_aws')
  })

  it('are right about the maximum number of names', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const [, max] = /(\d+) names a request/.exec(sectionOf(PAGE, 'Business metrics')) ?? []
    const { ending } = await recordsOf(EVERYTHING, () => {
      for (let name = 0; name < 120; name += 1) currentTrace().metric(`n${name}`, 1)
    })
    const own = directiveOf(ending)?.Metrics.filter(({ Name }) => /^n\d/.test(Name)) ?? []
    expect(own).toHaveLength(Number(max))
  })
})
