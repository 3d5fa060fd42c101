import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule, textOf } from '../child.ts'
import { lambdaContext, untimed } from './invocation.ts'

/** Runs a Middy handler with this body in a process of its own, until the process ends. */
async function runHandler(handle: string) {
  const child = runModule(`
    import middy from '@middy/core'
    import { currentTrace } from 'hoptrace'
    import { eachRecord, tracing } from 'hoptrace/middy'
    const handlers = [tracing(), tracing()].map((one) => middy({ timeoutEarlyInMillis: 0 }).use(one).handler(async () => { ${handle} }))
    const context = { getRemainingTimeInMillis: () => 900_000 }
    const event = { requestContext: { http: { method: 'GET' } }, headers: {} }
    void handlers[0]({}, { ...context }).catch((error) => { process.exitCode = 1 })
  `)
  const [text, errors, [code]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'close'),
  ])
  const records = text
    .trim()
    .split('\n')
    .map((line): TraceRecord => JSON.parse(line))
  return { records, errors, code: code as number, ending: records.at(-1) }
}

describe('an invocation whose process ends', () => {
  it('by process.exit() has the ending `Lambda exit`', async () => {
    const { records, ending, code } = await runHandler(`
      await currentTrace().hop('work', () => process.exit(3))
    `)
    expect(code).toBe(3)
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(ending).toMatchObject({
      message: 'Lambda exit',
      result: 'error',
      error: { code: 'PROCESS_EXIT', message: 'The process ended with code 3' },
      metadata: { openSteps: [{ name: 'work' }] },
    })
  })

  it('while it handles a record has an ending for the record too', async () => {
    const { records } = await runHandler(`
      await eachRecord({ Records: [{ eventSource: 'aws:sqs', messageId: 'a', body: '' }] }, (_, trace) =>
        trace.hop('work', () => process.exit(3)))
    `)
    const metadata = { openSteps: [{ name: 'work' }] }
    const error = { code: 'PROCESS_EXIT' }
    expect(records.slice(-2)).toMatchObject([
      { message: 'Record exit', metadata: { ...metadata, itemIdentifier: 'a' }, error },
      { message: 'Lambda exit', metadata, error },
    ])
  })

  it('by an uncaught exception has an ending with the exception', async () => {
    const { records, ending, code, errors } = await runHandler(`
      setTimeout(() => { throw new RangeError('in a timer') })
      await new Promise(() => {})
    `)
    expect(code).toBe(1)
    expect(errors).toContain('RangeError: in a timer')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(ending).toMatchObject({
      message: 'Lambda crash',
      error: { name: 'RangeError', message: 'in a timer' },
    })
  })

  it('while others run in it has an ending for each of them', async () => {
    const { records } = await captureRecords(() => {
      for (const action of ['a', 'b'])
        void untimed([tracing({ action })], () => new Promise(() => {}))({}, lambdaContext())
      const node: NodeJS.EventEmitter = process
      node.emit('uncaughtExceptionMonitor', new RangeError('boom'))
    })
    expect(records.slice(2)).toMatchObject([
      { action: 'a', message: 'Lambda crash', error: { message: 'boom' } },
      { action: 'b', message: 'Lambda crash', error: { message: 'boom' } },
    ])
  })

  it('by an unhandled rejection has an ending with the rejection', async () => {
    const { ending, code, errors } = await runHandler(`
      Promise.reject(new RangeError('left alone'))
      await new Promise(() => {})
    `)
    expect(code).toBe(1)
    expect(errors).toContain('RangeError: left alone')
    expect(ending).toMatchObject({ phase: 'complete', error: { message: 'left alone' } })
  })

  it('because nothing is left to wait for has an ending', async () => {
    const { records, ending } = await runHandler('await new Promise(() => {})')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(ending).toMatchObject({ error: { code: 'PROCESS_EXIT' } })
  })

  it('after its ending has no second ending', async () => {
    const { records } = await runHandler('setTimeout(() => process.exit(1))')
    expect(records.map(({ phase, result }) => [phase, result])).toEqual([
      ['start', undefined],
      ['complete', 'success'],
    ])
  })
})
