import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { MAX_SILENCE_MS } from '../../../src/cli/cloudwatch/live-tail-session.ts'
import { arnOf, liveTailService, type ServedSession } from '../cloudwatch/live-tail-service.ts'
import { EVENTUALLY } from '../live/dev-process.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { requestRecords, sent, startTail } from './running-tail.ts'

const SHOP = ['--log-group', '/aws/lambda/shop']

/** Sends an update every now and then, as CloudWatch does each second. */
function keepUpdating(session: ServedSession): void {
  const timer = setInterval(() => {
    if (session.hasLeft()) clearInterval(timer)
    else session.update()
  }, 50)
}

describe('hoptrace tail of log groups', () => {
  it('prints a request when it has ended, as one tree over all log groups', async () => {
    const names = ['/aws/lambda/bg-remover-dev-process', '/web']
    const { sessions } = await liveTailService({
      onSession(session) {
        const [start = {}, ...others] = failedTrace
        // The log of the function comes first, and backwards.
        session.update(sent(others.slice(0, -2).toReversed(), names[0]))
        session.update(sent([start, ...others.slice(-2)], names[1]))
      },
    })
    const tail = startTail(names.flatMap((name) => ['--log-group', name]))
    await tail.prints(traceId)
    const { code, out, err } = await tail.stop()
    const steps = out.split('\n').filter((line) => line.startsWith('['))
    const indents = steps.map((line) => /^\[.*?\] .{6}( *)/.exec(line)?.[1]?.length)
    expect(indents).toEqual([0, 2, 4, 6, 6, 4, 0])
    expect([code, sessions.map(({ arns }) => arns)]).toEqual([0, [names.map(arnOf)]])
    expect(err).toContain('\n1 request, 1 failed\nSlowest: ')
    expect(sessions[0]?.hasLeft()).toBe(true)
  })

  it('says what a minute costs, and at the end what it has cost', async () => {
    await liveTailService()
    const tail = startTail(SHOP)
    await tail.says('Live Tail of 1 log group. A minute costs $0.01 (us-east-1, 2026-')
    const { code, err } = await tail.stop()
    expect(code).toBe(1)
    expect(err).toMatch(/\n0 requests, 0 failed\nLive Tail: 1 minute, \$0\.01 without free ones\n$/)
  })

  it('begins a session for each ten log groups, and one for each region', async () => {
    const { sessions } = await liveTailService()
    const names = Array.from({ length: 12 }, (_, index) => `/aws/lambda/shop-${index}`)
    const foreign = 'arn:aws:logs:eu-west-1:123456789012:log-group:/shop:*'
    const tail = startTail([...names, foreign].flatMap((name) => ['--log-group', name]))
    await tail.says('Live Tail of 13 log groups. A minute costs $0.03 for 3 sessions')
    await expect.poll(() => sessions.length, EVENTUALLY).toBe(3)
    const all = sessions.map(({ arns }) => arns).toSorted((a, b) => b.length - a.length)
    expect(all.flat().toSorted()).toEqual([...names.map(arnOf), foreign.slice(0, -2)].toSorted())
    expect(all.map(({ length }) => length)).toEqual([10, 2, 1])
  })

  it('finds all log groups that have a name as a whole word', async () => {
    const own = ['/aws/lambda/shop-prod-pay', '/ecs/shop', '/shop_web/app']
    const others = ['/aws/lambda/workshop-a', '/aws/lambda/shopping']
    const { sessions } = await liveTailService({
      groups: {
        ...Object.fromEntries([...own, ...others].map((name) => [name, 'STANDARD'])),
        '/shop/cold': 'INFREQUENT_ACCESS',
      },
    })
    startTail(['--all-of', 'shop'])
    await expect.poll(() => sessions[0]?.arns, EVENTUALLY).toEqual(own.map(arnOf))
  })

  it('says when CloudWatch samples, and that requests are incomplete then', async () => {
    const { sessions } = await liveTailService({
      onSession(session) {
        session.update(sent(requestRecords('req_lost').slice(0, 1)))
        session.update(sent(requestRecords('req_whole')), true)
      },
    })
    const tail = startTail([...SHOP])
    await tail.says('CloudWatch samples: of more than 500 lines a second it leaves some out')
    await tail.prints('req_whole')
    const { out, err } = await tail.stop()
    expect(out).toMatch(/req_lost.*\nIncomplete: lines of it were left out\n$/)
    expect(err).toContain('Left out: lines of 1 update that CloudWatch sampled\n')
    expect(sessions).toHaveLength(1)
  })

  it('begins a new session after three hours, and says what may be missing', async () => {
    const { sessions } = await liveTailService({
      onSession(session, index) {
        session.update(sent(requestRecords(`req_${index}`)))
        if (index === 0) session.fail('SessionTimeoutException')
        else keepUpdating(session)
      },
    })
    const tail = startTail(SHOP)
    await tail.says('CloudWatch ended the session, as it does after 3 hours. A new one begins.\n')
    await tail.says(/Live Tail goes on. Lines of \d+\.\d s may be missing\.\n/)
    await tail.prints('req_1')
    const { err, out } = await tail.stop()
    expect(out).toContain('req_0')
    expect(err).toMatch(/Left out: lines of \d+\.\d s between sessions/)
    expect(sessions.map(({ arns }) => arns)).toEqual(Array(2).fill([arnOf('/aws/lambda/shop')]))
  })

  it.each(['cut', 'close'] as const)(
    'begins a new session if the connection is lost, and says so once: %s',
    async (end) => {
      const { sessions } = await liveTailService({
        onSession(session, index) {
          session.update(sent(requestRecords(`req_${index}`)))
          if (index < 2) session[end]()
        },
      })
      const tail = startTail(SHOP)
      await tail.prints('req_2')
      const { err, code } = await tail.stop()
      expect(err.match(/^Live Tail was interrupted: .*\. Trying again\.$/gm)).toHaveLength(1)
      expect([code, sessions.length]).toEqual([0, 3])
    },
  )

  it('tries again if CloudWatch fails while a new session begins', async () => {
    await liveTailService({
      onSession(session, index) {
        session.update(sent(requestRecords(`req_${index}`)))
        if (index === 0) session.cut()
      },
      // The SDK itself tries a few times.
      refuse: (index) =>
        index > 0 && index < 6 ? { status: 400, type: 'ThrottlingException' } : undefined,
    })
    const tail = startTail(SHOP)
    await tail.prints('req_1')
  })

  it('ends with what it has if CloudWatch refuses a new session', async () => {
    await liveTailService({
      onSession(session) {
        session.update(sent(requestRecords('req_a')))
        session.cut()
      },
      refuse: (index) => (index > 0 ? { status: 400, type: 'ExpiredTokenException' } : undefined),
    })
    const { code, out, err } = await startTail(SHOP).ended
    expect([code, out]).toEqual([3, expect.stringContaining('req_a')])
    expect(err).toMatch(/\n1 request, 0 failed\n/)
    expect(err).toMatch(/\nCloudWatch: ExpiredTokenException: Refused\n$/)
  })

  it.each(['AccessDeniedException', 'LimitExceededException', 'InvalidOperationException'])(
    'fails with one line if CloudWatch refuses the session: %s',
    async (type) => {
      await liveTailService({ refuse: () => ({ status: 400, type }) })
      const { code, out, err } = await startTail(SHOP).ended
      expect([code, out]).toEqual([3, ''])
      expect(err.split('\n').slice(1)).toEqual([`CloudWatch: ${type}: Refused`, ''])
    },
  )

  it.each([
    ['no log group of the name', SHOP, /^There is no log group \/aws\/lambda\/shop in us-east-1$/],
    [
      'no log group of the part',
      ['--all-of', 'pay'],
      /^No log group of the class STANDARD .* pay /,
    ],
    ['another class', ['--log-group', '/cold'], /^Live Tail reads the class STANDARD .* DELIVERY$/],
  ])('fails with one line if there is %s', async (_, args, message) => {
    await liveTailService({ groups: { '/cold': 'DELIVERY', '/aws/lambda/shop-a': 'STANDARD' } })
    const { code, out, err } = await startTail(args).ended
    expect([code, out, err.trimEnd()]).toEqual([3, '', expect.stringMatching(message)])
  })

  it('fails with one line if there are too many log groups', async () => {
    const names = Array.from({ length: 51 }, (_, index) => `/shop/${index}`)
    await liveTailService({ groups: Object.fromEntries(names.map((name) => [name, 'STANDARD'])) })
    const { code, err } = await startTail(['--all-of', 'shop']).ended
    expect([code, err]).toEqual([3, expect.stringMatching(/^Those are 51 log groups.*\n$/)])
  })

  it("fails with one line if CloudWatch can't be reached, or there are no credentials", async () => {
    const { stop } = await liveTailService()
    stop()
    const unreachable = await startTail(SHOP).ended
    const line = /^CloudWatch can't be reached: .*ECONNREFUSED.*\n$/
    expect([unreachable.code, unreachable.err]).toEqual([3, expect.stringMatching(line)])
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'HOME']) vi.stubEnv(name, '')
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    const unknown = await startTail(SHOP).ended
    const reason = /^CloudWatch: CredentialsProviderError: .*\n$/
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringMatching(reason)])
  })

  it('fails with one line if CloudWatch does not answer', async () => {
    const { calls } = await liveTailService({ isSilent: true })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const tail = startTail(SHOP)
    await expect.poll(() => calls.at(-1)?.operation, EVENTUALLY).toBe('StartLiveTail')
    vi.advanceTimersByTime(MAX_SILENCE_MS)
    const { code, err } = await tail.ended
    expect(code).toBe(3)
    expect(err).toMatch(/\nLive Tail didn't begin: nothing came for 20 s\n$/)
  })

  it('fails with one line if what answers is not CloudWatch', async () => {
    await liveTailService({ refuse: () => ({ status: 200, type: 'nothing' }) })
    const { code, err } = await startTail(SHOP).ended
    expect([code, err.split('\n').length]).toEqual([3, 3])
    expect(err).toContain("\nLive Tail didn't begin: ")
  })

  it('knows from the lines of Lambda how a request ended that could not say it', async () => {
    const requestId = '2a1b3c4d-0000-4000-8000-000000000001'
    await liveTailService({
      onSession(session) {
        session.update([
          { message: `START RequestId: ${requestId} Version: $LATEST\n` },
          ...sent([record(0, { ...requestRecords('req_t')[0], requestId })]),
          {
            message: `REPORT RequestId: ${requestId}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tStatus: timeout\n`,
          },
        ])
      },
    })
    const tail = startTail([...SHOP, '--failed'])
    await tail.prints(/TIMEOUT: Lambda ended the process after 3 s/)
    expect((await tail.stop()).err).toContain('1 request, 1 failed\n')
  })

  it('leaves out records inside of lines, and those in the log group of another function', async () => {
    const [, ending] = requestRecords('req_a', { result: 'error', level: 'error' })
    const foreign = requestRecords('req_b').map((one) => ({ ...one, functionName: 'other' }))
    await liveTailService({
      onSession: (session) =>
        session.update([
          ...sent(requestRecords('req_a').slice(0, 1)),
          { message: `somebody sent ${JSON.stringify(ending)}` },
          ...sent(foreign),
          { message: 'of another app' },
          ...sent(requestRecords('req_a').slice(1)),
        ]),
    })
    const tail = startTail(SHOP)
    await tail.prints('req_a')
    const { out, err } = await tail.stop()
    expect(out).not.toContain('req_b')
    expect(err).toContain('1 request, 0 failed\n')
    expect(err).toContain('Left out: 3 records that may be forged; 1 line without a record\n')
  })
})
