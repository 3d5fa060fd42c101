import { describe, expect, it } from 'vitest'
import { runModule, textOf } from '../../child.ts'

/** Runs code in a process that writes requests as blocks, and returns what stands on its lines. */
async function linesOf(code: string): Promise<string[]> {
  const child = runModule(`
    import middy from '@middy/core'
    import { currentTrace } from 'hoptrace'
    import { eachRecord, tracing } from 'hoptrace/middy'
    import { createTraceContext, logRequest, logResponse } from 'hoptrace/next'
    import { events, lambdaContext } from 'hoptrace/testing'
    Object.assign(process.env, { HOPTRACE_FORMAT: 'pretty', HOPTRACE_PRETTY: 'tree' })
    const handlerOf = (run) => middy().use(tracing({ service: 'shop' })).handler(run)
    ${code}`)
  const text = await textOf(child.stdout)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => /^\[[\d:.]+\] [A-Z]+ +?( *(?:\S+ )*\S+)/.exec(line)?.[1] ?? line)
}

describe('requests that are written as blocks', () => {
  it('have steps below what they are steps of, in the order of their starts', async () => {
    const lines = await linesOf(`
      const run = async () => {
        const trace = currentTrace()
        await trace.hop('order', async () => {
          trace.info('locked')
          await trace.call('s3', 'putObject', () => 1)
          await trace.hop('price', () => 1)
        })
        trace.check('limit', true)
      }
      await handlerOf(run)(events.httpApi(), lambdaContext())`)
    expect(lines.map((line) => line.replace(/ {2}.*/, '').trimEnd() || line)).toHaveLength(7)
    expect(lines.map((line) => /^ */.exec(line)?.[0].length)).toEqual([1, 3, 5, 5, 5, 3, 1])
    expect(lines.map((line) => line.trim())).toEqual([
      'Lambda start',
      'Hop - order',
      'locked',
      'Service call - S3',
      'Hop - price',
      'Hop - limit',
      'Lambda success',
    ])
  })

  it('are not mixed with each other', async () => {
    const lines = await linesOf(`
      const { promise, resolve } = Promise.withResolvers()
      const slow = handlerOf(() => promise)
      const quick = handlerOf(() => currentTrace().info('quick'))
      const first = slow(events.httpApi(), lambdaContext())
      await quick(events.httpApi(), lambdaContext())
      resolve()
      await first`)
    expect(lines.map((line) => line.trim())).toEqual([
      'Lambda start',
      'quick',
      'Lambda success',
      'Lambda start',
      'Lambda success',
    ])
  })

  it('hold the requests of a batch’s records', async () => {
    const lines = await linesOf(`
      const run = (event) => eachRecord(event, () => currentTrace().hop('work', () => 1))
      const headers = { 'x-trace-id': 'req_one' }
      await handlerOf(run)(events.sqs({ headers, body: {} }), lambdaContext())`)
    expect(lines).toEqual([
      ' Lambda start',
      '   Record start',
      '     Hop - work',
      '   Record success',
      ' Lambda success',
    ])
  })

  it('are written when the process ends before they do', async () => {
    const lines = await linesOf(`
      const trace = createTraceContext({ action: 'a' })
      logRequest(trace)
      trace.info('half')`)
    expect(lines).toEqual([' Request start', '   half'])
  })

  it('leave lines that belong to no running request where they are', async () => {
    const lines = await linesOf(`
      const trace = createTraceContext({ action: 'a' })
      trace.info('before')
      logRequest(trace)
      logResponse(trace)
      trace.info('after')`)
    expect(lines).toEqual(['   before', ' Request start', ' Request complete', '   after'])
  })

  it('keep a bounded number of records', async () => {
    const lines = await linesOf(`
      const trace = createTraceContext({ action: 'a' })
      logRequest(trace)
      for (let n = 0; n < 1_500; n += 1) trace.info('line ' + n)
      process.stdout.write('here\\n')
      for (let n = 0; n < 150; n += 1) logRequest(createTraceContext({ action: 'b' }))
      process.stdout.write('there\\n')`)
    const here = lines.indexOf('here')
    const there = lines.indexOf('there')
    expect(here).toBeGreaterThan(900)
    expect(there - here).toBe(51)
    expect(lines).toHaveLength(1_501 + 150 + 2)
  })
})
