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
    expect(stripVTControlCharacters(text)).toMatch(/^\[[\d:.]+\] INFO {2}line {2}req_/)
    expect(text !== stripVTControlCharacters(text)).toBe(hasColours)
  })
})
