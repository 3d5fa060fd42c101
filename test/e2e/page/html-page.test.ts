import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, onTestFinished } from 'vitest'
import { hoptrace } from '../../cli/hoptrace.ts'
import { logFile } from '../../cli/log-file.ts'
import { failedTrace, record, traceId } from '../../cli/sample-trace.ts'
import { it } from './dev-page.ts'
import { hostileRequests, UNSAFE } from './hostile-requests.ts'
import { expectUsable } from './usable.ts'

const LAYOUTS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)
const span = { phase: 'log', spanId: '0000000000000003' }
const lines = [
  record(150, { ...span, level: 'warn', message: 'careful' }),
  record(160, { ...span, level: 'error', message: `long-${'word'.repeat(50)}` }),
]
const TRACES = {
  'that failed': [...failedTrace, ...lines],
  'that never ended': [...failedTrace.slice(0, 3), ...lines],
}

/** Writes the page of a trace. Returns its file. */
async function written(records: readonly object[], ...args: string[]): Promise<string> {
  const file = logFile(...records)
  const html = path.join(path.dirname(file), 'trace.html')
  const choice = args.length === 0 ? [traceId] : args
  const { code, err } = await hoptrace(['trace', ...choice, '--html', html, '--file', file])
  expect([code, err]).toEqual([0, ''])
  return html
}

/** Opens a file. What its policy blocks, what it throws, and what it loads, fails the test. */
async function open(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const problems: string[] = []
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options })
  onTestFinished(async () => {
    await page.close()
    expect(problems).toEqual([])
  })
  page.on('pageerror', (error) => problems.push(String(error.stack)))
  page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`))
  page.on('console', (message) => problems.push(message.text()))
  const url = pathToFileURL(html).href
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) problems.push(request.url())
  })
  await page.goto(url)
  return page
}

describe.for(LAYOUTS)(
  'the page of a trace as a file in $colorScheme colours, $width px wide',
  ({ colorScheme, width }) => {
    it.for(Object.entries(TRACES))(
      'shows readable bars of a request %s',
      async ([, records], { browser }) => {
        const viewport = { width, height: 800 }
        const page = await open(browser, await written(records), { colorScheme, viewport })
        await page.getByRole('list', { name: 'Steps' }).waitFor()
        const widths = await page
          .locator('.step .bar')
          .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width))
        expect(Math.min(...widths)).toBeGreaterThan(200)
        await expectUsable(page)
        await page.locator('button.step').first().click()
        await expectUsable(page)
      },
    )
  },
)

describe('the page of a trace as a file', () => {
  it('has the page and the trace in at most 80 KB, compressed', async () => {
    const html = await written(failedTrace)
    expect(gzipSync(readFileSync(html)).length).toBeLessThan(80_000)
  })

  it('shows the trace alone, and leads to the step that failed with the keyboard', async ({
    browser,
  }) => {
    const page = await open(browser, await written(failedTrace))
    await page.getByRole('heading', { name: 'bg-remover:process' }).waitFor()
    expect(await page.getByRole('listbox').count()).toBe(0)
    await page.getByRole('button', { name: 'service:bedrock:invoke in bg-remover' }).focus()
    await page.keyboard.press('Enter')
    const focused = page.locator('button.step:focus')
    await focused.getByText('service:bedrock:invoke').waitFor()
    expect(await focused.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Escape')
    await page.getByRole('list', { name: 'Steps' }).waitFor()
  })

  it('lists several traces, and compares two of them', async ({ browser }) => {
    const other = traceId.replace('8926', '8927')
    const records = [...failedTrace, ...failedTrace.map((one) => ({ ...one, traceId: other }))]
    const html = await written(records, 'job_1')
    const page = await open(browser, html)
    const options = page.getByRole('listbox').getByRole('option')
    await expect.poll(() => options.count()).toBe(2)
    await options.first().click()
    await page.getByRole('button', { name: 'Compare' }).click()
    await options.nth(1).click()
    await page.getByRole('article', { name: 'Comparison' }).getByText('±0 ms').first().waitFor()
  })

  it('has what records say as text only', async ({ browser }) => {
    const requests = hostileRequests()
    for (const records of requests) {
      const [{ traceId: id = '' } = {}] = records as { traceId?: string }[]
      const html = await written(records, id)
      const text = readFileSync(html, 'utf8')
      expect(text.match(/<\/?script\b/g)).toHaveLength(4)
      expect(text).not.toMatch(UNSAFE)
      const page = await open(browser, html)
      for (const step of await page.locator('button.step').all()) await step.click()
      expect(await page.locator('img, svg, iframe, [onmouseover]').count()).toBe(0)
      expect(await page.locator('a:not([href^="https://"])').count()).toBe(0)
    }
  })

  it('allows nothing but its own script and style', async ({ browser }) => {
    const html = await written(failedTrace)
    const page = await browser.newPage()
    const blocked: string[] = []
    page.on('console', (message) => blocked.push(message.text()))
    await page.goto(pathToFileURL(html).href)
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "ran"'
      document.head.append(script)
      return document.title === 'ran'
    })
    expect([ran, blocked.length > 0]).toEqual([false, true])
    await page.close()
  })
})
