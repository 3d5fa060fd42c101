import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TraceRecord, TracingOptions } from '../../../src/index.ts'
import { createTraceContext, logRequest, logResponse } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const IDS = ['AWS_LAMBDA_FUNCTION_VERSION', 'NEXT_DEPLOYMENT_ID', 'VERCEL_GIT_COMMIT_SHA']

async function recordsOf(options: TracingOptions = {}): Promise<readonly TraceRecord[]> {
  const { records } = await captureRecords(() => {
    const trace = createTraceContext({ action: 'a', ...options })
    logRequest(trace)
    trace.hop('h', () => 1)
    logResponse(trace, { statusCode: 200 })
  })
  return records
}

const versionOf = async (options?: TracingOptions) => (await recordsOf(options))[0]?.version

beforeEach(() => {
  for (const name of IDS) vi.stubEnv(name, '')
})
afterEach(() => vi.unstubAllEnvs())

describe('the version', () => {
  it('is on the start and the ending, before the stage, and on no other record', async () => {
    const records = await recordsOf({ version: 'a1b2c3d', stage: 'prod' })
    expect(records.map(({ phase, version }) => [phase, version])).toEqual([
      ['start', 'a1b2c3d'],
      ['hop', undefined],
      ['complete', 'a1b2c3d'],
    ])
    expect(JSON.stringify(records[0])).toContain('"version":"a1b2c3d","stage":"prod"')
  })

  it('is absent if nothing says it', async () => {
    expect(await versionOf()).toBeUndefined()
  })

  it.each(IDS)('comes from %s', async (name) => {
    vi.stubEnv(name, '7')
    expect(await versionOf()).toBe('7')
  })

  it('is not $LATEST, which names no version', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '$LATEST')
    expect(await versionOf()).toBeUndefined()
    vi.stubEnv('VERCEL_GIT_COMMIT_SHA', 'abc')
    expect(await versionOf()).toBe('abc')
  })

  it('comes from HOPTRACE_VERSION before those of hosts, and from code before both', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '7')
    vi.stubEnv('HOPTRACE_VERSION', 'from-the-plugin')
    expect(await versionOf()).toBe('from-the-plugin')
    expect(await versionOf({ version: 'from-code' })).toBe('from-code')
  })

  it('is cut if it is longer than a name', async () => {
    expect(await versionOf({ version: 'v'.repeat(1_000) })).toHaveLength(256)
  })
})
