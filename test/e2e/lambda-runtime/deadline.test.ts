import { expect, it } from 'vitest'
import { outermost } from '../../middy/invocation.ts'
import { byTrace, recordsOf } from './records.ts'
import { type Runtime, startRuntime } from './runtime-process.ts'

const TIMEOUT_MS = 500
/** More than 50 ms, and more than 2 % of the timeout. */
const IN_TIME_MS = 55
const NEVER_MS = -60_000
const INVOCATIONS = 100

const stepOf = (index: number): string => `step-${index}`
const invoke = (runtime: Runtime, index: number, left: number, timeout = TIMEOUT_MS) =>
  runtime.invoke({ name: stepOf(index), left }, { timeout })
const invocationsIn = (lines: readonly string[]) =>
  byTrace(recordsOf(lines)).map((records) => ({ records, ...outermost(records) }))

it('100 of 100 hung handlers have their ending, with the open step, before Lambda kills them', async () => {
  for (let index = 0; index < INVOCATIONS; index += 1) {
    const runtime = await startRuntime('deadline')
    expect(await invoke(runtime, index, NEVER_MS)).toBeUndefined()
    const { lines, signal } = await runtime.ended
    expect(signal).toBe('SIGKILL')
    expect(invocationsIn(lines).map(({ ending }) => ending)).toMatchObject([
      {
        message: 'Lambda timeout',
        result: 'error',
        error: { code: 'TIMEOUT' },
        Timeouts: 1,
        Faults: 1,
        metadata: { openSteps: [{ name: stepOf(index) }] },
      },
    ])
  }
}, 240_000)

it('100 of 100 answers that come more than 50 ms before the deadline are successes', async () => {
  const runtime = await startRuntime('deadline')
  for (let index = 0; index < INVOCATIONS; index += 1)
    expect((await invoke(runtime, index, IN_TIME_MS))?.kind).toBe('response')
  const invocations = invocationsIn((await runtime.stop()).lines)
  expect(invocations).toHaveLength(INVOCATIONS)
  for (const { ending } of invocations)
    expect(ending).toMatchObject({ message: 'Lambda success', Faults: 0, Errors: 0, Timeouts: 0 })
}, 120_000)

it('64 at once stay apart, if a quarter of them times out', async () => {
  const runtime = await startRuntime('deadline', {
    AWS_LAMBDA_MAX_CONCURRENCY: '64',
    AWS_LAMBDA_NODEJS_WORKER_COUNT: '1',
  })
  await runtime.idle(1)
  const lefts = Array.from({ length: 64 }, (_, index) => (index % 4 === 0 ? NEVER_MS : 2_000))
  const posts = lefts.map((left, index) => invoke(runtime, index, left, 4_000))
  const answered = (await Promise.all(posts)).map((post) => post !== undefined)
  expect(answered).toEqual(lefts.map((left) => left > 0))

  const invocations = invocationsIn((await runtime.ended).lines)
  expect(invocations).toHaveLength(64)
  for (const { records, ending } of invocations) {
    const ended = records.flatMap(({ hopName }) => hopName ?? [])
    const running = (ending.metadata?.openSteps ?? []) as { name: string }[]
    const [name = '', ...more] = [...ended, ...running.map((step) => step.name)]
    expect(more).toEqual([])
    const isHung = lefts[Number(name.slice('step-'.length))] === NEVER_MS
    expect([ending.message, ending.Timeouts]).toEqual(
      isHung ? ['Lambda timeout', 1] : ['Lambda success', 0],
    )
  }
})
