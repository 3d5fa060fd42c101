import dgram from 'node:dgram'
import dns from 'node:dns'
import { createRequire } from 'node:module'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, invoke, lambdaContext, turn } from '../middy/invocation.ts'
import { sentBy, stopDaemon, unexpected, xray } from './daemon.ts'

const answer = { statusCode: 200 }
const handle = () => currentTrace().hop('a', () => answer)

/** Returns what `run` writes in addition to records. */
async function noiseOf(run: () => unknown): Promise<unknown[]> {
  const spies = [
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    vi.spyOn(console, 'error').mockReturnValue(),
    vi.spyOn(console, 'warn').mockReturnValue(),
  ]
  await run()
  const noise = spies.flatMap(({ mock }) => mock.calls)
  for (const spy of spies) spy.mockRestore()
  return noise
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('xray()', () => {
  it.each(['false', '', '1'])(
    'returns undefined if AWS_XRAY_TRACING_ENABLED is %j',
    async (value) => {
      vi.stubEnv('AWS_XRAY_TRACING_ENABLED', value)
      const exporters = [xray()]
      vi.stubEnv('AWS_XRAY_TRACING_ENABLED', 'true')
      expect(exporters).toEqual([undefined])
      await invoke([tracing({ exporters })], handle)
      await sentBy(() =>
        handlerOf([tracing({ exporters: [xray()] })], handle)(httpApiEvent(), lambdaContext()),
      )
      expect(unexpected()).toBe(0)
    },
  )

  it.each(['RUNTIME_ERROR', 'LOG_ERROR', 'IGNORE_ERROR'])(
    'neither throws nor logs with AWS_XRAY_CONTEXT_MISSING=%s',
    async (strategy) => {
      vi.stubEnv('AWS_XRAY_CONTEXT_MISSING', strategy)
      vi.stubEnv('LAMBDA_TASK_ROOT', '/var/task')
      const handler = handlerOf([tracing({ exporters: [xray()] })], handle)
      const noise = await noiseOf(async () => {
        const { value, documents } = await sentBy(() => handler(httpApiEvent(), lambdaContext()))
        expect(value).toMatchObject(answer)
        expect(documents).toHaveLength(2)
      })
      expect(noise).toEqual([])
    },
  )

  it.each(['Root=1-2', 'Self=1-5759e988-bd862e3fe1be46a994272793', 'x'.repeat(5000)])(
    'ignores a malformed header',
    async (xRayTraceId) => {
      const handler = handlerOf([tracing({ exporters: [xray()] })], handle)
      const context = lambdaContext({ xRayTraceId })
      const { documents } = await sentBy(() => handler(httpApiEvent(), context))
      expect(documents[1]).not.toHaveProperty('type')
    },
  )

  it('opens another socket if its own was closed', async () => {
    vi.resetModules()
    const create = vi.spyOn(dgram, 'createSocket')
    const fresh = await import('../../src/xray/index.ts')
    const handler = handlerOf([tracing({ exporters: [fresh.xray()] })], () => answer)
    const run = () => handler(httpApiEvent(), lambdaContext())
    await sentBy(run)
    create.mock.results[0]?.value.close()
    const noise = await noiseOf(async () => {
      const { value } = await captureRecords(run)
      expect(value).toMatchObject(answer)
    })
    expect(noise).toEqual([])
    await sentBy(run)
    expect(create).toHaveBeenCalledTimes(2)
  })

  it('asks DNS for the daemon’s name once in 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['hrtime'] })
    const named = process.env.AWS_XRAY_DAEMON_ADDRESS?.replace('127.0.0.1', 'daemon')
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', named)
    const answer = (...[, , callback]: unknown[]) =>
      setImmediate(callback as (...answer: unknown[]) => void, null, '127.0.0.1', 4)
    const asked = vi.spyOn(dns, 'lookup').mockImplementation(answer as never)
    const handler = handlerOf([tracing({ exporters: [xray()] })], handle)
    const runAll = () => Promise.all(Array.from({ length: 50 }, () => run()))
    const run = () => handler(httpApiEvent(), lambdaContext())
    expect((await sentBy(runAll)).documents).toHaveLength(100)
    expect((await sentBy(runAll)).documents).toHaveLength(100)
    expect(asked).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(60_000)
    await sentBy(runAll)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('asks DNS only once if it does not answer', async () => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', 'daemon.example:2000')
    const asked = vi.spyOn(dns, 'lookup').mockReturnValue()
    const handler = handlerOf([tracing({ exporters: [xray()] })], handle)
    const run = () => handler(httpApiEvent(), lambdaContext())
    const noise = await noiseOf(() =>
      captureRecords(() => Promise.all(Array.from({ length: 2_000 }, run))),
    )
    expect(noise).toEqual([])
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('does not load the SDK’s automatic context', () => {
    const { cache } = createRequire(import.meta.url)
    const loaded = Object.keys(cache).filter((file) => file.includes('node_modules'))
    expect(loaded.some((file) => file.endsWith('segments/segment.js'))).toBe(true)
    expect(loaded.filter((file) => /cls-hooked|context_utils/.test(file))).toEqual([])
  })

  it('neither throws nor logs if no daemon listens', async () => {
    await stopDaemon()
    const noise = await noiseOf(async () => {
      for (let turns = 0; turns < 3; turns += 1) {
        const { value } = await invoke([tracing({ exporters: [xray()] })], handle)
        expect(value).toMatchObject(answer)
        await turn()
      }
    })
    expect(noise).toEqual([])
  })
})
