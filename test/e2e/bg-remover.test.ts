import { expect } from 'vitest'
import { it } from './system.ts'
import { expectWholeTrace } from './whole-trace.ts'

// One file, as its cases share one running system; each module of cases is a theme.
import './cases/success.ts'
import './cases/refusals.ts'
import './cases/model-failure.ts'
import './cases/jobs.ts'
import './cases/bad-input.ts'
import './cases/concurrency.ts'
import './cases/xray.ts'

const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/

// The system starts here, in the time that hooks have.
it.beforeAll(({ bgRemover }) => expect(bgRemover.log.records).toEqual([]))

// Last, as it ends the system: whatever was still to be written has come then.
it('leaves whole traces only, without secrets', async ({ bgRemover }) => {
  const { log, told, secrets } = bgRemover
  await bgRemover.process(await bgRemover.newUser())
  await bgRemover.stop()

  expect(new Set(log.records.map(({ traceId }) => traceId))).toEqual(told)
  for (const traceId of told) expectWholeTrace(log.of(traceId))
  const leaks = log.lines.filter(
    (line) => JWT.test(line) || secrets.some((secret) => line.includes(secret)),
  )
  expect(leaks).toEqual([])
})
