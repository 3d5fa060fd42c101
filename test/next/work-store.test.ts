import 'next/dist/server/node-environment-baseline.js'
import { describe, expect, it } from 'vitest'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { inRoute } from './stores.ts'

describe('a traced route of the App Router', () => {
  it('has its method and its pattern as its action', async () => {
    const GET = withTracing(() => new Response())
    const { records } = await captureRecords(() =>
      inRoute({ route: '/api/x/[id]' }, () =>
        GET(new Request('http://a.example/api/x/7') as never, { params: Promise.resolve() }),
      ),
    )
    expect(records).toEqual([
      expect.objectContaining({ phase: 'start', action: 'GET /api/x/[id]' }),
      expect.objectContaining({ phase: 'complete', action: 'GET /api/x/[id]' }),
    ])
  })
})
