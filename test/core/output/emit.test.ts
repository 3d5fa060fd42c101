import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTraceContext } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

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
})
