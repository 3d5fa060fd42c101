import { expect, it } from 'vitest'
import { outermost } from '../../middy/invocation.ts'
import { byTrace, recordsOf } from './records.ts'
import { type Runtime, startRuntime } from './runtime-process.ts'

const TIMEOUT_MS = 500
/** More than 50 ms, and more than 2 % of the timeout. */
const IN_TIME_MS = 55
const NEVER_MS = -60_000
/** Before all that is written near the deadline. */
const NEAR_MS = 100
const INVOCATIONS = 100
/** A busy machine lets some processes wait. */
const MAX_ATTEMPTS = 3 * INVOCATIONS
/** Less than the margin of the ending, which is 30 ms here. */
const MAX_STALL_MS = 20

const stepOf = (index: number): string => `step-${index}`
const invoke = (runtime: Runtime, index: number, left: number, timeout = TIMEOUT_MS) =>
  runtime.invoke({ name: stepOf(index), left }, { timeout })
const invocationsIn = (lines: readonly string[]) =>
  byTrace(recordsOf(lines)).map((records) => ({ records, ...outermost(records) }))

/** Whether the machine let the process of an invocation run near its deadline, until so much was left. */
function ran(lines: readonly string[], until: number): boolean {
  const beats = lines.flatMap((line) => /^left (\d+)/.exec(line)?.[1] ?? []).map(Number)
  const times = [...beats.filter((left) => left <= NEAR_MS), until]
  const before = [NEAR_MS, ...times]
  return times.every((left, index) => (before[index] ?? left) - left <= MAX_STALL_MS)
}

/** Parts the lines of a process by invocation. */
function byInvocation(lines: readonly string[]): string[][] {
  const parts: string[][] = []
  for (const line of lines) {
    if (line.includes('"Lambda start"')) parts.push([])
    parts.at(-1)?.push(line)
  }
  return parts
}

/** Collects 100 invocations whose processes the machine let run. */
async function collect(until: number, run: () => Promise<string[][]>): Promise<string[][]> {
  const collected: string[][] = []
  for (let attempts = 0; collected.length < INVOCATIONS; ) {
    const invocations = await run()
    attempts += invocations.length
    expect(attempts).toBeLessThan(MAX_ATTEMPTS)
    collected.push(...invocations.filter((lines) => ran(lines, until)))
  }
  return collected.slice(0, INVOCATIONS)
}

it('100 of 100 hung handlers have their ending, with the open step, before Lambda kills them', async () => {
  const invocations = await collect(0, async () => {
    const runtime = await startRuntime('deadline')
    expect(await invoke(runtime, 17, NEVER_MS)).toBeUndefined()
    const { lines, signal } = await runtime.ended
    expect(signal).toBe('SIGKILL')
    return [lines]
  })
  for (const lines of invocations)
    expect(invocationsIn(lines).map(({ ending }) => ending)).toMatchObject([
      {
        message: 'Lambda timeout',
        result: 'error',
        error: { code: 'TIMEOUT' },
        Timeouts: 1,
        Faults: 1,
        metadata: { openSteps: [{ name: stepOf(17) }] },
      },
    ])
}, 300_000)

it('100 of 100 answers that come more than 50 ms before the deadline are successes', async () => {
  const invocations = await collect(IN_TIME_MS, async () => {
    const runtime = await startRuntime('deadline')
    for (let index = 0; index < INVOCATIONS; index += 1)
      if ((await invoke(runtime, index, IN_TIME_MS)) === undefined) break
    return byInvocation((await runtime.stop()).lines)
  })
  for (const lines of invocations)
    expect(invocationsIn(lines).map(({ ending }) => ending)).toMatchObject([
      { message: 'Lambda success', result: 'success', Faults: 0, Errors: 0, Timeouts: 0 },
    ])
}, 300_000)

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
