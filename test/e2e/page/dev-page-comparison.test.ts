import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { failedTrace, record, traceId } from '../../cli/sample-trace.ts'
import { it } from './dev-page.ts'
import { expectUsable } from './usable.ts'

const LAYOUTS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)
const OTHER = traceId.replace('8926', '8927')

/** The failed request again: its call of the model succeeds, and a step is new. */
const otherTrace = [
  ...failedTrace.map((one) => {
    const { action, duration } = one as { action: string; duration?: number }
    const isModel = action === 'service:bedrock:invoke'
    return { ...one, traceId: OTHER, ...(isModel && { duration: (duration ?? 0) - 250 }) }
  }),
  record(60, {
    traceId: OTHER,
    phase: 'hop',
    hopName: 'rate-limit',
    spanId: '0000000000000009',
    parentId: '0000000000000001',
    duration: 5,
    result: 'success',
  }),
]

const options = (page: Page) => page.getByRole('listbox').getByRole('option')

/** Opens the first request of the list beside the second one. */
async function compare(page: Page, isNarrow: boolean): Promise<void> {
  await options(page).first().click()
  await page.getByRole('button', { name: 'Compare' }).click()
  if (isNarrow) await page.getByRole('button', { name: 'Back' }).click()
  await page.getByText('Choose a request to compare with').waitFor()
  await options(page).nth(1).click()
  await page.getByRole('article', { name: 'Comparison' }).waitFor()
}

describe.for(LAYOUTS)(
  'two requests and durations in $colorScheme colours, $width px wide',
  ({ colorScheme, width }) => {
    it('are accessible and fit', async ({ visit }) => {
      const viewport = { width, height: 800 }
      const { page } = await visit([...failedTrace, ...otherTrace], { colorScheme, viewport })
      await page.getByRole('heading', { name: 'Durations by action' }).waitFor()
      await expectUsable(page)
      await compare(page, width < 800)
      await expectUsable(page)
    })
  },
)

describe('two requests', () => {
  it('have names that are whole on a narrow screen', async ({ visit }) => {
    const { page } = await visit([...failedTrace, ...otherTrace], {
      place: `&id=${OTHER}&base=${traceId}`,
      viewport: { width: 360, height: 800 },
    })
    const name = page.getByRole('rowheader').getByText('service:bedrock:invoke')
    await name.waitFor()
    const lines = await name.evaluate(
      (one) => new Set([...one.getClientRects()].map(({ top }) => top)).size,
    )
    expect(lines).toBe(1)
  })

  it('stand side by side, with the difference of each step and what only one has', async ({
    visit,
  }) => {
    const { page } = await visit([...failedTrace, ...otherTrace], {
      place: `&id=${OTHER}&base=${traceId}`,
    })
    const row = (name: string) => page.getByRole('row').filter({ hasText: name })
    await row('service:bedrock:invoke').getByText('−250 ms').waitFor()
    await row('service:credits:debit').getByText('±0 ms').waitFor()
    await row('rate-limit').getByText('only B').waitFor()
    await page.getByRole('article').getByRole('button', { name: 'Stop comparing' }).click()
    await page.getByRole('list', { name: 'Steps' }).waitFor()
  })

  it('are chosen and left with the keyboard', async ({ visit }) => {
    const { page } = await visit([...failedTrace, ...otherTrace])
    await options(page).first().waitFor()
    await page.getByRole('listbox').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('list', { name: 'Steps' }).waitFor()
    await page.keyboard.press('c')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('article', { name: 'Comparison' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('list', { name: 'Steps' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Durations by action' }).waitFor()
  })
})

describe('the durations', () => {
  it('grow as requests come in, and each bar chooses its requests', async ({ visit }) => {
    const { page, write } = await visit(failedTrace)
    const bars = page.getByRole('button', { name: / requests?, \d+ failed$/ })
    await page.getByRole('button', { name: '1 s to 2 s: 1 request, 1 failed' }).waitFor()
    write(otherTrace)
    await page.getByRole('button', { name: '1 s to 2 s: 2 requests, 2 failed' }).waitFor()
    const fast = { phase: 'complete', spanId: '000000000000000a', duration: 12, result: 'success' }
    write([record(5_000, { ...fast, traceId: 'fast', action: 'GET /fast' })])
    await expect.poll(() => options(page).count()).toBe(3)
    await expect.poll(() => bars.count()).toBe(2)
    await page.getByRole('button', { name: '10 ms to 20 ms' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => options(page).locator('.name').allInnerTexts()).toEqual(['GET /fast'])
    await page.getByRole('button', { name: 'Show all durations' }).click()
    await expect.poll(() => options(page).count()).toBe(3)
  })
})
