import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, shownTraceId, submit } from './browser.ts'
import { expectUsable } from './usable.ts'

const LAYOUTS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)

describe.for(LAYOUTS)(
  'the page in $colorScheme colours, $width px wide',
  ({ colorScheme, width }) => {
    const options = { colorScheme, viewport: { width, height: 800 } }

    it('is accessible and fits before and after a request', async ({ visit }) => {
      const page = await visit(options)
      await expectUsable(page)
      await submit(page)
      await shownTraceId(page)
      await expectUsable(page)
    })

    it('is accessible and fits after a failure', async ({ visit, bgRemover }) => {
      const page = await visit(options)
      const [picture = ''] = bgRemover.pictures
      await submit(page, picture.replace('mug', 'missing'))
      await shownTraceId(page)
      await expectUsable(page)
    })
  },
)

describe('with the keyboard only', () => {
  it('a picture is chosen and processed, and the trace id copied', async ({ visit }) => {
    const page = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
    const { keyboard } = page
    await page.getByRole('button', { name: 'Remove background', disabled: false }).waitFor()

    await keyboard.press('Tab')
    expect(await focused(page)).toBe('mug')
    await keyboard.press('ArrowRight')
    expect(await focused(page)).toBe('plant')
    await keyboard.press('Tab')
    expect(await focused(page)).toBe('Picture address')
    expect(await page.getByLabel('Picture address').inputValue()).toMatch(/\/plant\.jpg$/)
    await keyboard.press('Tab')
    expect(await focused(page)).toBe('Remove background')
    await keyboard.press('Enter')

    const traceId = await shownTraceId(page)
    expect(await focused(page)).toBe('Outcome')
    await keyboard.press('Tab')
    expect(await focused(page)).toBe('Copy trace id')
    await keyboard.press('Enter')
    await page.getByRole('status').getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(traceId)
  })

  it('the focus stays in the field in which Enter was pressed', async ({ visit }) => {
    const page = await visit()
    await page.getByRole('button', { name: 'Remove background', disabled: false }).waitFor()
    await page.getByLabel('Picture address').press('Enter')
    await shownTraceId(page)
    expect(await focused(page)).toBe('Picture address')
  })
})

describe('a screen reader', () => {
  it('announces when a picture is being processed and when it is done', async ({
    visit,
    bgRemover,
    onTestFinished,
  }) => {
    const release = bgRemover.cloud.bedrock.hold()
    onTestFinished(release)
    const page = await visit()
    const live = page.locator('[aria-live="polite"]')
    expect(await live.innerText()).toBe('')
    await submit(page)
    await live.getByText('Removing the background…').waitFor()
    release()
    await live.getByText('The background is removed.').waitFor()
  })

  it('reads which hops contain which', async ({ visit }) => {
    const page = await visit()
    await submit(page)
    await shownTraceId(page)
    const hop = (name: string) =>
      page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })
    const within = hop('lambda-invoke').last().getByRole('list').getByRole('listitem')
    expect(await within.getByText('service:bedrock:invoke').count()).toBe(1)
    expect(await within.getByText('authentication').count()).toBe(0)
  })
})

/** Returns the accessible name of the focused element, whose focus must be visible. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement
    if (!element.matches(':focus-visible')) return 'an element without a visible focus'
    const label = element.labels?.[0]
    return (
      element.ariaLabel || label?.querySelector('img')?.alt || (label ?? element).textContent || ''
    )
  })
}
