import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTraceContext } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { runModule, textOf } from '../../child.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('the default format of records', () => {
  it('is JSON on a runtime without node:tty', async () => {
    vi.stubEnv('HOPTRACE_FORMAT', undefined)
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
    const { error, records } = await captureRecords(() =>
      createTraceContext({ action: 'a' }).info('line'),
    )
    expect(error).toBeUndefined()
    expect(records).toMatchObject([{ message: 'line' }])
  })

  // `next dev` on a terminal pipes the output of its server through itself.
  it.each([
    ['with colours', {}, true],
    ['without colours with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('is for people under `next dev` on a terminal, %s', async (_what, env, hasColours) => {
    const child = runModule(
      `
      import { createTraceContext } from 'hoptrace/next'
      delete process.env.HOPTRACE_FORMAT
      Object.assign(process.env, ${JSON.stringify({ NEXT_PRIVATE_PROMPT_OUTPUT: '1', ...env })})
      createTraceContext({ action: 'a' }).info('line')`,
    )
    const text = await textOf(child.stdout)
    expect(stripVTControlCharacters(text)).toMatch(/^\[[\d:.]+\] INFO {4}line {2}req_/)
    expect(text !== stripVTControlCharacters(text)).toBe(hasColours)
  })

  it.each([
    ['vercel dev on a terminal', { __VERCEL_DEV_RUNNING: '1', FORCE_COLOR: '1' }, 'people'],
    ['vercel dev into a file', { __VERCEL_DEV_RUNNING: '1', FORCE_COLOR: '0' }, 'programs'],
    ['sst dev', { SST_DEV: 'true', AWS_LAMBDA_FUNCTION_NAME: 'f' }, 'people'],
    ['sam local', { AWS_SAM_LOCAL: 'true', AWS_LAMBDA_FUNCTION_NAME: 'f' }, 'people'],
    ['serverless-offline into a file', { IS_OFFLINE: 'true' }, 'programs'],
    ['Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'f' }, 'programs'],
    ['a terminal, with a format set', { SST_DEV: 'true', HOPTRACE_FORMAT: 'json' }, 'programs'],
  ])('under %s is for %s', async (_host, env, readers) => {
    const child = runModule(`
      import { createTraceContext } from 'hoptrace/next'
      delete process.env.HOPTRACE_FORMAT
      Object.assign(process.env, ${JSON.stringify(env)})
      createTraceContext({ action: 'a' }).info('line')`)
    const text = stripVTControlCharacters(await textOf(child.stdout))
    expect(text).toMatch(readers === 'people' ? /^\[[\d:.]+\] INFO/ : /^\{"timestamp"/)
  })
})

describe('the level silent', () => {
  it('writes nothing to stdout, also with metrics and errors', async () => {
    const child = runModule(`
      import { createTraceContext, logError, logRequest } from 'hoptrace/next'
      Object.assign(process.env, { HOPTRACE_LEVEL: 'silent', HOPTRACE_METRICS: 'true' })
      const trace = createTraceContext({ action: 'a' })
      logRequest(trace)
      logError(trace, new Error('no'))`)
    expect(await textOf(child.stdout)).toBe('')
    expect(await textOf(child.stderr)).toBe('')
  })
})
