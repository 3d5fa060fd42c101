import { expect, it } from 'vitest'
import { events } from '../../../src/testing/index.ts'
import { outermost } from '../../middy/invocation.ts'
import { startGate } from './gate.ts'
import { byTrace, recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

const EXIT = { code: 'PROCESS_EXIT' }
const FAILURE = { name: 'RangeError', message: 'Nobody awaits this' }

it.each([
  ['exiting', 'exits', 3, EXIT],
  ['stuck', 'waits for what cannot come', 0, EXIT],
  ['crashing', 'throws where nobody catches it', 1, FAILURE],
  ['rejecting', 'rejects where nobody awaits it', 1, FAILURE],
])(
  '%s: a process that %s ends as it would, after an ending',
  async (name, _does, exitCode, error) => {
    const gate = await startGate()
    gate.open()
    const runtime = await startRuntime(name, { GATE_URL: gate.url })
    expect(await runtime.invoke(events.httpApi())).toBeUndefined()

    const { lines, code } = await runtime.ended
    expect(code).toBe(exitCode)
    const { ending } = outermost(recordsOf(lines))
    expect(ending).toMatchObject({ level: 'error', result: 'error', error })
  },
)

it('a worker that exits writes an ending for each invocation that it has', async () => {
  const gate = await startGate()
  const runtime = await startRuntime('exiting', {
    AWS_LAMBDA_MAX_CONCURRENCY: '3',
    AWS_LAMBDA_NODEJS_WORKER_COUNT: '1',
    GATE_URL: gate.url,
  })
  const answers = Array.from({ length: 3 }, () =>
    // The client's own question for more keeps a worker from ending, until Lambda ends the process.
    runtime.invoke(events.httpApi(), { timeout: 3_000 }),
  )
  await gate.arrivals(3)
  gate.open()
  expect(await Promise.all(answers)).toEqual([undefined, undefined, undefined])

  const { lines } = await runtime.ended
  const endings = byTrace(recordsOf(lines)).map((records) => outermost(records).ending)
  expect(endings.map(({ error }) => error?.code)).toEqual(Array(3).fill('PROCESS_EXIT'))
})

it('an invocation that runs out of time says what it waits for, before Lambda kills it', async () => {
  const gate = await startGate()
  const runtime = await startRuntime('hanging', { GATE_URL: gate.url })
  expect(await runtime.invoke(events.httpApi(), { timeout: 2_000 })).toBeUndefined()

  const { lines, signal } = await runtime.ended
  expect(signal).toBe('SIGKILL')
  const { ending } = outermost(recordsOf(lines))
  expect(ending).toMatchObject({
    level: 'error',
    result: 'error',
    error: { code: 'TIMEOUT' },
    Timeouts: 1,
    metadata: { openSteps: [{ name: 'stock' }] },
  })
})
