import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { newTraceId } from '../../../src/core/platform/ids.ts'
import { w3cFromTraceId } from '../../../src/core/propagation/trace-id.ts'
import { createSampler } from '../../../src/core/sampling/sampler.ts'
import { tracing } from '../../../src/middy/index.ts'
import { createTraceContext } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { runModule, textOf } from '../../child.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../../middy/invocation.ts'

const SALT = 'a salt of the tests'
const IDS = 100_000
const ids = Array.from({ length: IDS }, () => w3cFromTraceId(newTraceId()) as string)
/** Ids that a caller chooses: without a salt, each rate above 0 samples them. */
const aimed = Array.from({ length: 2_000 }, (_, index) => {
  return `${index.toString(16).padStart(18, '0')}ffffffffffffff`
})

const sampledOf = (of: readonly string[], sampling: { rate: number; salt?: string }) => {
  const sampler = createSampler(sampling)
  return of.filter((id) => sampler.samples(id))
}
const flagOf = (id: string, sampling: object) =>
  createTraceContext({
    action: 'a',
    headers: { traceparent: `00-${id}-00f067aa0ba902b7-03` },
    sampling,
  })
    .headers()
    .get('traceparent')
    ?.at(-1)

afterEach(() => void vi.unstubAllEnvs())

describe('a salt', () => {
  it.each([0.5, 0.1, 0.01])('keeps the share of a rate: %d', (rate) => {
    const deviation = Math.sqrt(IDS * rate * (1 - rate))
    const { length } = sampledOf(ids, { rate, salt: SALT })
    expect(Math.abs(length - IDS * rate)).toBeLessThanOrEqual(5 * deviation)
  })

  it('makes a caller’s choice of an id worth nothing', () => {
    expect(sampledOf(aimed, { rate: 0.01 })).toHaveLength(aimed.length)
    const { length } = sampledOf(aimed, { rate: 0.01, salt: SALT })
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThan(60)
    const zeros = aimed.map((id) => id.slice(0, 18).concat('0'.repeat(14)))
    expect(sampledOf(zeros, { rate: 0.5 })).toEqual([])
    expect(sampledOf(zeros, { rate: 0.5, salt: SALT }).length).toBeGreaterThan(800)
  })

  it('keeps with a higher rate what a smaller one keeps', () => {
    const more = new Set(sampledOf(ids, { rate: 0.1, salt: SALT }))
    expect(sampledOf(ids, { rate: 0.05, salt: SALT }).filter((id) => !more.has(id))).toEqual([])
  })

  it('samples none at rate 0, and all at rate 1', () => {
    expect(sampledOf(ids, { rate: 0, salt: SALT })).toEqual([])
    expect(sampledOf(ids, { rate: 1, salt: SALT })).toHaveLength(IDS)
  })

  it('decides otherwise than another one', () => {
    const one = new Set(sampledOf(ids, { rate: 0.1, salt: SALT }))
    const both = sampledOf(ids, { rate: 0.1, salt: `${SALT}!` }).filter((id) => one.has(id))
    expect(both.length / one.size).toBeLessThan(0.15)
  })

  it('makes all services decide alike, in any process', async () => {
    const some = ids.slice(0, 1_000)
    const sampling = { rate: 0.3, salt: 'ein Salz: пять, 六, 🧂' }
    const child = runModule(`
      import { createTraceContext } from 'hoptrace/next'
      const flags = ${JSON.stringify(some)}.map((id) => createTraceContext({
        action: 'a',
        headers: { traceparent: '00-' + id + '-00f067aa0ba902b7-03' },
        sampling: ${JSON.stringify(sampling)},
      }).headers().get('traceparent').at(-1))
      process.stdout.write(JSON.stringify(flags))
    `)
    const [text] = await Promise.all([textOf(child.stdout), once(child, 'close')])
    const flags = some.map((id) => flagOf(id, sampling))
    expect(JSON.parse(text)).toEqual(flags)
    expect(new Set(flags)).toEqual(new Set(['2', '3']))
  })

  it('decides on a Lambda function as on a route, and for a tenant’s own rate', async () => {
    vi.stubEnv('HOPTRACE_SAMPLING_SALT', SALT)
    const sampling = { rate: 0.3, tenants: { all: 1, none: 0 } }
    for (const id of ids.slice(0, 40)) {
      const headers = { traceparent: `00-${id}-00f067aa0ba902b7-03` }
      const handler = handlerOf([tracing({ sampling })], () => ({ statusCode: 200 }))
      const { records } = await captureRecords(() =>
        handler(httpApiEvent(headers), lambdaContext()),
      )
      expect(records.length).toBe(flagOf(id, sampling) === '3' ? 2 : 1)
    }
    const sampler = createSampler(sampling)
    expect(ids.filter((id) => sampler.samples(id, 'all'))).toHaveLength(IDS)
    expect(ids.filter((id) => sampler.samples(id, 'none'))).toEqual([])
  })

  it.each([
    ['too short', 'only 15 letters'],
    ['no text', 1_234_567_890_123_456],
  ])('is refused without being shown if it is %s', (_what, salt) => {
    const set = () => tracing({ sampling: { salt: salt as string } })
    expect(set).toThrow(
      `hoptrace: option 'sampling.salt' must be 16 characters or more, got ${typeof salt}`,
    )
    vi.stubEnv('HOPTRACE_SAMPLING_SALT', 'short')
    expect(() => tracing()).toThrow(
      'hoptrace: HOPTRACE_SAMPLING_SALT must be 16 characters or more, got string',
    )
  })
})
