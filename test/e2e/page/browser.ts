import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { expect, test } from 'vitest'
import { startBgRemover } from '../system.ts'

/** Debian's. */
const CHROMIUM = '/usr/bin/chromium'
/** A name of this machine that browsers don't trust as they do 127.0.0.1: nothing encrypts the way to it. */
const INSECURE_HOST = 'page.test'
const RULES = `MAP ${INSECURE_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`

/** Less than a test has, so that it tells what it waited for. */
const PATIENCE_MS = 15_000

/** How the page is looked at. */
interface Visit extends BrowserContextOptions {
  /** Whether the page is had from a host for which browsers close the clipboard. */
  readonly isInsecure?: boolean
}

/** Tests of the page in a real browser, on one running system. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are used
  .extend('bgRemover', { scope: 'file' }, async ({}, { onCleanup }) => {
    const bgRemover = await startBgRemover({ REQUESTS_PER_MINUTE: '1000' })
    onCleanup(bgRemover.stop)
    await bgRemover.cloud.credits.set('carousel-labs', 1_000)
    return bgRemover
  })
  // biome-ignore lint/correctness/noEmptyPattern: as above
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const args = [`--host-resolver-rules=${RULES}`]
    const browser = await chromium.launch({ executablePath: CHROMIUM, args })
    onCleanup(() => browser.close())
    return browser
  })
  .extend('visit', async ({ bgRemover, browser }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    const thrown: Error[] = []
    onCleanup(async () => {
      await Promise.all(contexts.map((context) => context.close()))
      expect(thrown).toEqual([])
    })
    return async ({ isInsecure = false, ...options }: Visit = {}): Promise<Page> => {
      const context = await browser.newContext(options)
      contexts.push(context)
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      page.on('pageerror', (error) => thrown.push(error))
      const { pageUrl } = bgRemover
      await page.goto(isInsecure ? pageUrl.replace('127.0.0.1', INSECURE_HOST) : pageUrl)
      return page
    }
  })

/** Has the background of the picture at an address removed, or of the sample that is chosen. */
export async function submit(page: Page, imageUrl?: string): Promise<void> {
  if (imageUrl !== undefined) await page.getByLabel('Picture address').fill(imageUrl)
  await page.getByRole('button', { name: 'Remove background' }).click()
}

/** What the page says when there is no picture. */
export function shownFailure(page: Page): Promise<string> {
  return page.getByRole('region', { name: 'Outcome' }).getByRole('alert').innerText()
}

/** The trace id that the page shows, once the request has ended and its hops are there. */
export async function shownTraceId(page: Page): Promise<string> {
  await page.getByRole('region', { name: 'Hops of this request' }).waitFor()
  return page.getByRole('definition').locator('code').innerText()
}
