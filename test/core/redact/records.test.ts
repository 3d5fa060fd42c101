import { describe, expect, it } from 'vitest'
import type { TraceRecord, TracingOptions } from '../../../src/index.ts'
import { createTraceContext, logError, logHop } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { LOOK_ALIKES } from './look-alikes.ts'
import { JWT, LEAKS } from './secrets.ts'

type Trace = ReturnType<typeof createTraceContext>

/** What is written when a trace with these options does this. */
async function written(does: (trace: Trace) => void, options: TracingOptions = {}) {
  const trace = createTraceContext({ action: 'a', ...options })
  const { lines, records } = await captureRecords(() => does(trace))
  // Without the random ids, in which a short secret may stand by chance.
  const text = lines.join('\n').replace(/"(traceId|spanId|parentId)":"[^"]*"/g, '')
  return { text, record: records[0] as TraceRecord }
}

describe('an action or a hop name', () => {
  it.each([
    'password:reset',
    'otp:send',
    'phone:verify',
    'user:password:reset',
    'POST /otp:verify',
  ])('is not masked although it has a colon: %s', async (action) => {
    const { record } = await written((trace) => void trace.hop(action, () => 1), { action })
    expect(record).toMatchObject({ action, hopName: action, message: `Hop - ${action}` })
  })

  it('is masked in its query parameters alone', async () => {
    const action = 'GET /users?token=a1b2c3d4e5'
    const { record } = await written((trace) => trace.info('a'), { action })
    expect(record.action).toBe('GET /users?token=[redacted]')
  })
})

/** Members that hold random or measured digits, which may be those of a short secret. */
const MEASURED = /"(timestamp|traceId|w3cTraceId|spanId|parentId|duration)":[^,]+/g

describe('a secret', () => {
  it.each(LEAKS)('is in no field of a record: $text', async ({ text: given, secrets }) => {
    const error = new Error(given, { cause: new Error(given) })
    const { text: action } = await written((trace) => trace.info('m'), { action: given })
    const metadata = { given, list: [given], nested: { given } }
    const { text } = await written((trace) => {
      trace.set({ jobId: given })
      trace.info(given, { ...metadata, [given]: 1, map: new Map([[given, given]]) })
      trace.call('storage', given, () => 1, metadata)
      logHop(trace, given, given)
      logError(trace, error, { error })
    })
    const shown = (action + text).replace(MEASURED, '')
    const left = secrets.filter((secret) => shown.includes(JSON.stringify(secret).slice(1, -1)))
    expect(left).toEqual([])
  })

  it('is masked by the name of its member, in objects, Headers, Maps and JSON texts', async () => {
    const { record } = await written((trace) =>
      trace.info('m', {
        user: { Email: 'x', 'first-name': 'x', name: 'kept', list: [{ apiKey: 'x' }] },
        headers: new Headers({ cookie: 'x', accept: 'kept' }),
        map: new Map([['SESSION_TOKEN', 'x']]),
        tokens: { inputTokens: 7, token: 7, tokenCount: 7 },
        body: '{"password":"x","n":1}',
      }),
    )
    const masked = '[redacted]'
    expect(record.metadata).toEqual({
      user: { Email: masked, 'first-name': masked, name: 'kept', list: [{ apiKey: masked }] },
      headers: { cookie: masked, accept: 'kept' },
      map: { SESSION_TOKEN: masked },
      tokens: { inputTokens: 7, token: 7, tokenCount: 7 },
      body: `{"password":"${masked}","n":1}`,
    })
  })

  it('is masked if a long text is cut in the middle of it', async () => {
    const { text } = await written((trace) =>
      trace.info('m', { text: `${'x '.repeat(4970)}Bearer ${JWT} and more`.padEnd(20_000, ' y') }),
    )
    expect(text).not.toContain(JWT.slice(0, 20))
  })

  it('is masked if it is a card’s number by its name or its groups, and no other number is', async () => {
    const { record } = await written((trace) =>
      trace.info('m', {
        card: 4111111111111111,
        cardNumber: 4111111111111111n,
        list: ['4111 1111 1111 1111', 4111111111111111, 1733840000000],
      }),
    )
    expect(record.metadata).toEqual({
      card: '[redacted]',
      cardNumber: '[redacted]',
      list: ['[redacted]', 4111111111111111, 1733840000000],
    })
  })

  it('is not changed in the object that the caller passed', async () => {
    const metadata = Object.freeze({
      password: 'x',
      nested: Object.freeze({ email: 'a@b.example' }),
    })
    const before = JSON.stringify(metadata)
    await written((trace) => trace.info('m', metadata))
    expect(JSON.stringify(metadata)).toBe(before)
  })
})

describe('a text that looks like a secret', () => {
  it.each(LOOK_ALIKES)('is written unchanged: %s', async (given) => {
    const { record } = await written((trace) => trace.info(given, { given }))
    expect(record).toMatchObject({ message: given, metadata: { given } })
  })
})

describe('the option redact', () => {
  it('adds names and patterns, and allows names', async () => {
    const redact = { keys: ['customerNumber'], patterns: [/CUST-\d+/], allow: ['email'] }
    const { record } = await written(
      (trace) => trace.info('of CUST-17', { customer_number: 5, email: 'none', n: 'CUST-18' }),
      { redact },
    )
    expect(record.message).toBe('of [redacted]')
    expect(record.metadata).toEqual({
      customer_number: '[redacted]',
      email: 'none',
      n: '[redacted]',
    })
  })

  it('masks its patterns in names of members, even short ones', async () => {
    const redact = { patterns: [/CUST\d+/] }
    const { record } = await written((trace) => trace.info('m', { CUST17: 1 }), { redact })
    expect(record.metadata).toEqual({ '[redacted]': 1 })
  })

  it('does not mask the record’s own fields by their names', async () => {
    const redact = { keys: ['message', 'name', 'stack', 'service', 'duration', 'jobId'] }
    const { record } = await written((trace) => logError(trace, new TypeError('why')), { redact })
    expect(record).toMatchObject({
      service: expect.stringMatching(/^(?!\[)/),
      duration: expect.any(Number),
      error: { message: 'why', name: 'TypeError', stack: expect.stringContaining('TypeError') },
    })
  })

  it('pseudonymizes the identity of a request, with the same hash for the same id', async () => {
    const redact = { pseudonymize: ['userId'], key: 'a key of the tests' }
    const idOf = async (userId: string) => {
      const does = (trace: Trace) => {
        trace.set({ userId, tenantId: 't' })
        trace.info('m', { userId })
      }
      const { record } = await written(does, { redact })
      expect(record.metadata?.userId).toBe(record.userId)
      expect(record.tenantId).toBe('t')
      return record.userId
    }
    expect(await idOf('u1')).toMatch(/^hash:[0-9a-f]{24}$/)
    expect(await idOf('u1')).toBe(await idOf('u1'))
    expect(await idOf('u1')).not.toBe(await idOf('u2'))
  })
})
