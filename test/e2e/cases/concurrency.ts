import { describe, expect } from 'vitest'
import { hopNumber, NINE_HOPS } from '../../../local/nine-hops.ts'
import { stepName } from '../../../src/cli/trace/tree.ts'
import { type Answer, type BgRemover, it, type User } from '../system.ts'

const REQUESTS = 20
/** Each request gets its own worker, as on Lambda. This many are started at once. */
const START_CONCURRENCY = 5

// Concurrent with the picture that takes too long.
describe.concurrent('requests at the same time', () => {
  it('keep their records apart', { timeout: 60_000 }, async ({ bgRemover, onTestFinished }) => {
    const { cloud, pictures, process, newUser } = bgRemover
    const users = await Promise.all(Array.from({ length: REQUESTS }, () => newUser(10)))
    const release = cloud.bedrock.hold()
    onTestFinished(release)
    const asking: Promise<Answer>[] = []
    for (const [index, user] of users.entries()) {
      const headers = { 'x-trace-id': traceIdOf(user) }
      asking.push(process(user, { headers, imageUrl: pictures[index % 3] as string }))
      if (asking.length % START_CONCURRENCY === 0)
        await untilAtBedrock(bgRemover, users, asking.length)
    }
    release()

    for (const [index, { status, body, traceId, records }] of (
      await Promise.all(asking)
    ).entries()) {
      const user = users[index] as User
      expect(status).toBe(200)
      expect(traceId).toBe(traceIdOf(user))
      expect(distinct(records.map(hopNumber))).toHaveLength(NINE_HOPS.length)
      expect(distinct(records.map(({ userId }) => userId))).toEqual([user.userId])
      expect(distinct(records.map(({ tenantId }) => tenantId))).toEqual([user.tenantId])
      expect(distinct(records.map(({ jobId }) => jobId))).toEqual([body.jobId])
      expect(await cloud.credits.balanceOf(user.tenantId)).toBe(9)
    }
  })
})

/** Waits until this many requests of these users wait for Bedrock. */
function untilAtBedrock({ log }: BgRemover, users: readonly User[], count: number): Promise<void> {
  const ids = new Set(users.map(traceIdOf))
  const fetched = (): number =>
    log.records.filter(
      (record) => ids.has(record.traceId) && stepName(record) === 'service:http:get',
    ).length
  return log.when(`${count} requests at Bedrock`, () => fetched() === count)
}

function traceIdOf({ userId }: User): string {
  return userId.replace('user', 'req')
}

/** Returns the distinct values without `undefined`. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)].filter((value) => value !== undefined)
}
