import { expect } from 'vitest'
import { it } from './system.ts'
import { expectWholeTrace } from './whole-trace.ts'

// One file for all cases, because they share one running system.
import './cases/success.ts'
import './cases/refusals.ts'
import './cases/model-failure.ts'
import './cases/jobs.ts'
import './cases/bad-input.ts'
import './cases/lost-answers.ts'
import './cases/sessions.ts'
import './cases/concurrency.ts'
import './cases/xray.ts'

const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/

// Starts the system: a hook may take longer than a test.
it.beforeAll(({ bgRemover }) => expect(bgRemover.log.records).toEqual([]))

// The last test: it stops the system, so that all records are written.
it('writes complete traces only, and no secret', async ({ bgRemover }) => {
  const { log, receivedIds, secrets } = bgRemover
  await bgRemover.process(await bgRemover.newUser())
  await bgRemover.stop()

  // The page that shows a trace asks for it by a plain request, which is a call of that page.
  const records = log.records.filter(({ layer }) => layer !== 'server-component')
  expect(new Set(records.map(({ traceId }) => traceId))).toEqual(receivedIds)
  for (const traceId of receivedIds) expectWholeTrace(log.of(traceId))
  const leaks = log.lines.filter(
    (line) => JWT.test(line) || secrets.some((secret) => line.includes(secret)),
  )
  expect(leaks).toEqual([])
})
