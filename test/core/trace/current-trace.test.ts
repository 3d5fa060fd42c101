import { describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../../src/index.ts'
import { captureRecords } from '../../capture.ts'

describe('currentTrace() outside of a request', () => {
  it('runs a call and writes records without ids', async () => {
    const { value, records } = await captureRecords(async () => {
      currentTrace().info('booting')
      return currentTrace().call('ssm', 'getParameter', async () => 'value')
    })
    expect(value).toBe('value')
    expect(records.map(({ message }) => message)).toEqual(['booting', 'Service call - SSM'])
    for (const record of records) {
      expect(record).not.toHaveProperty('traceId')
      expect(record).not.toHaveProperty('spanId')
    }
  })

  it('masks actions and metadata if an environment variable is wrong', async () => {
    vi.stubEnv('HOPTRACE_LEVEL', 'loud')
    const { records } = await captureRecords(() =>
      currentTrace().call('ssm', 'getParameter', () => 1, { name: '/app/key', attempts: 1 }),
    )
    vi.unstubAllEnvs()
    expect(records).toMatchObject([{ service: 'unknown', action: '[redacted]' }])
    expect(records[0]?.metadata).toEqual({ name: '[redacted]', attempts: '[redacted]' })
  })

  it('has an empty id, and adds no headers', () => {
    expect(currentTrace().id).toBe('')
    expect([...currentTrace().headers({ a: 'b' })]).toEqual([['a', 'b']])
  })
})
