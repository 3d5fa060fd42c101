import { NextRequest } from 'next/server.js'
import { expect, it } from 'vitest'
import { withTracing } from '../../../src/next/route.ts'
import { captureRecords } from '../../capture.ts'

const CAKE = '🎂'
const [HIGH = '', LOW = ''] = CAKE.split('')

it('no line has a lone surrogate, whatever text was cut through an emoji', async () => {
  const cut = `A ${HIGH}`
  const route = withTracing(
    async (_request, _context, trace) => {
      trace.set({ jobId: cut, userId: LOW, action: cut })
      trace.info(cut, { [cut]: cut, list: [LOW] })
      await trace.hop(cut, () => LOW)
      trace.check(LOW, true)
      throw Object.assign(new Error(cut), { code: cut })
    },
    { service: `${'a'.repeat(255)}${CAKE}`, layer: cut, action: LOW },
  )
  const { lines } = await captureRecords(() =>
    route(new NextRequest('http://x/'), { params: Promise.resolve({}) }),
  )
  expect(lines.length).toBeGreaterThan(4)
  const text = lines.join('\n')
  expect(text).not.toMatch(/\\ud[89a-f]|\\uD[89A-F]/)
  expect(text.isWellFormed()).toBe(true)
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ message: 'A \ufffd', jobId: 'A \ufffd' })
})

it.each([8_000, 7_999])(
  'a text of %d characters before an emoji is cut before or after it',
  async (length) => {
    const text = `${'ä'.repeat(length)}${CAKE}${'b'.repeat(9_000)}`
    const route = withTracing(async (_request, _context, trace) => {
      trace.info('m', { text })
      return new Response()
    })
    const { records } = await captureRecords(() =>
      route(new NextRequest('http://x/'), { params: Promise.resolve({}) }),
    )
    const written = records.find(({ phase }) => phase === 'log')?.metadata?.text
    expect(written).toBe(`${'ä'.repeat(length)}…`)
  },
)
