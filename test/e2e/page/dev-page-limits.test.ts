import { describe, expect } from 'vitest'
import { servePageOf } from '../../cli/live/served-page.ts'
import { failedTrace, record, traceId } from '../../cli/sample-trace.ts'
import { it } from './dev-page.ts'

const span = (number: number) => String(number).padStart(16, '0')
const place = `&id=${traceId}`

describe('a request of many steps', () => {
  it('is in the document in parts, and its failure is found', async ({ visit }) => {
    const failed = { level: 'error', result: 'error', error: { code: 'X', message: 'late' } }
    const steps = Array.from({ length: 1_900 }, (_, number) => {
      const outcome = number === 1_800 ? failed : { result: 'success' }
      const own = { phase: 'call', action: `service:db:get-${number}`, parentId: span(1) }
      return record(number, { ...own, spanId: span(number + 2), duration: 1, ...outcome })
    })
    const ending = { phase: 'complete', spanId: span(1), duration: 2_000, ...failed }
    const { page, write } = await visit([], { place })
    write([...steps, record(2_000, ending)])
    await page.getByText('Rows 1 to 1000 of 1901').waitFor()
    const count = () => page.evaluate(() => document.querySelectorAll('*').length)
    expect(await count()).toBeLessThan(12_000)
    await page.getByRole('button', { name: /^service:db:get-1800 in / }).click()
    await page.locator('button.step:focus').getByText('service:db:get-1800').waitFor()
    expect(await count()).toBeLessThan(12_000)
    await page.getByRole('button', { name: 'Rows before' }).click()
    await page.getByText('Rows 1 to 1000 of 1901').waitFor()
  })

  it('of many parts says so, and names few of its tenants', async ({ visit }) => {
    const parts = Array.from({ length: 200 }, (_, number) =>
      record(number, {
        phase: 'complete',
        spanId: span(number),
        tenantId: `tenant-${number}`,
        duration: 1,
        result: 'success',
      }),
    )
    const { page } = await visit(parts, { place })
    await page.getByText(/^Part 20 of 200: .*tenant-9, …/).waitFor()
    expect(await page.getByText(/^Part \d+ of 200/).count()).toBe(20)
  })
})

describe('records that are odd', () => {
  it('are shown within the page', async ({ visit }) => {
    const hour = 3_600_000
    const inner = { spanId: span(3), parentId: span(2), service: 'skewed' }
    const hop = { phase: 'hop', spanId: span(2), parentId: span(1), result: 'success' }
    const long = { hopName: 'n'.repeat(3_000), hopResult: 'r'.repeat(3_000), duration: -500 }
    const { page } = await visit(
      [
        record(0, { phase: 'start', spanId: span(1), metadata: { method: 'GET', path: '' } }),
        record(-2 * hour, { ...inner, phase: 'complete', duration: 50, result: 'success' }),
        record(100, { ...hop, ...long }),
        record(110, { ...hop, spanId: span(4), hopName: 'בדיקת הרשאות', duration: 5 }),
        record(120, { phase: 'log', spanId: span(1), message: 'w'.repeat(2_000) }),
        record(150, { phase: 'complete', spanId: span(1), duration: 150, service: '', action: '' }),
      ],
      { place },
    )
    await page.getByRole('button', { name: /^בדיקת הרשאות/ }).waitFor()
    await page.getByText(/^2\.0 h before its call: clocks differ$/).waitFor()
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      const widest = () => document.body.scrollWidth - document.body.clientWidth
      expect(await page.evaluate(widest)).toBe(0)
      const panel = page.locator('.trace')
      expect(await panel.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
    }
  })
})

describe('a server that has ended', () => {
  it('is said, and when another one has its port, where its token is', async ({ visit }) => {
    const { page, dev, port } = await visit(failedTrace)
    await page.getByRole('status').getByText('1 request').waitFor()
    dev.child.kill()
    await dev.ended
    await page.getByText('hoptrace dev has ended or can’t be reached.').waitFor()
    await servePageOf([], { args: ['--port', String(port)] })
    await page.getByText('hoptrace dev was started again').waitFor()
  })
})
