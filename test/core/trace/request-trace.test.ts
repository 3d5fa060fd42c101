import { describe, expect, it } from 'vitest'
import { createTraceContext, logError, logRequest, logResponse } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

describe('a request', () => {
  it('has one ending: a second one is a late log record with its result', async () => {
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a' })
      logRequest(trace)
      logResponse(trace, { statusCode: 200 })
      logError(trace, new Error('boom'))
    })
    expect(records.map(({ phase, result, late }) => [phase, result, late])).toEqual([
      ['start', undefined, undefined],
      ['complete', 'success', undefined],
      ['log', 'error', true],
    ])
  })
})
