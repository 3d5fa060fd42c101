import { describe, expect, it, vi } from 'vitest'
import { faultCount } from '../../src/core/harmless.ts'
import { withTracing } from '../../src/next/index.ts'

describe('our own failures', () => {
  it('leave the request as it is, are counted, and are reported once', async () => {
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('stdout is closed')
    })
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      const GET = withTracing(async (_request: Request, _context, trace) => {
        const value = await trace.hop('work', async () => 'value')
        return new Response(value)
      })
      const response = await GET(new Request('http://a.example/'), { params: Promise.resolve({}) })
      expect(await response.text()).toBe('value')
      expect(faultCount()).toBe(3)
      expect(err.mock.calls).toEqual([[expect.stringContaining('stdout is closed')]])
    } finally {
      out.mockRestore()
      err.mockRestore()
    }
  })
})
