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
  ['stuck', 'has nothing left to wait for', 0, EXIT],
  ['crashing', 'throws an uncaught exception', 1, FAILURE],
  ['rejecting', 'has an unhandled rejection', 1, FAILURE],
])(
  '%s: a process that %s writes an ending, and keeps its exit code',
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

it('a worker that exits writes an ending for each of its invocations', async () => {
  const gate = await startGate()
  const runtime = await startRuntime('exiting', {
    AWS_LAMBDA_MAX_CONCURRENCY: '3',
    AWS_LAMBDA_NODEJS_WORKER_COUNT: '1',
    GATE_URL: gate.url,
  })
  const answers = Array.from({ length: 3 }, () =>
    // The client waits for the next invocation until Lambda ends the process.
    runtime.invoke(events.httpApi(), { timeout: 3_000 }),
  )
  await gate.arrivals(3)
  gate.open()
  expect(await Promise.all(answers)).toEqual([undefined, undefined, undefined])

  const { lines } = await runtime.ended
  const endings = byTrace(recordsOf(lines)).map((records) => outermost(records).ending)
  expect(endings.map(({ error }) => error?.code)).toEqual(Array(3).fill('PROCESS_EXIT'))
})

it('an invocation that times out writes its running steps before Lambda kills it', async () => {
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
    metadata: { openSteps: [{ name: 'stock' }, { name: 'service:http:get' }] },
  })
})
