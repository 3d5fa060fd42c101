import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { expect, test } from 'vitest'
import { startBgRemover } from '../system.ts'

/** The path of Debian's package. */
const CHROMIUM = '/usr/bin/chromium'
/** Another name of this machine. Browsers treat it as insecure over http, unlike 127.0.0.1. */
const INSECURE_HOST = 'page.test'
const RULES = `MAP ${INSECURE_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`

/** Where the page says that `hoptrace dev` is. */
export const DEV_PAGE_URL = 'http://127.0.0.1:9/#token=some-token'

/** The tenant of demo sessions. */
const TENANT = 'carousel-labs'

/** Less than a test's timeout, so that the error names what was waited for. */
const TIMEOUT_MS = 45_000

/** Options of a visit. */
interface Visit extends BrowserContextOptions {
  /** Whether the page comes from an insecure host, where the clipboard is not available. */
  readonly isInsecure?: boolean
  /** Whether the page's policy blocks something, which fails any other test. */
  readonly expectsBlocked?: boolean
}

/** Tests of the page in a real browser, on one running system. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are used
  .extend('bgRemover', { scope: 'file' }, async ({}, { onCleanup }) => {
    const bgRemover = await startBgRemover({ REQUESTS_PER_MINUTE: '1000', DEV_PAGE_URL })
    onCleanup(bgRemover.stop)
    await bgRemover.cloud.credits.set(TENANT, 1_000)
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
    const blocked: string[] = []
    onCleanup(async () => {
      await Promise.all(contexts.map((context) => context.close()))
      expect(thrown).toEqual([])
      expect(blocked).toEqual([])
    })
    return async ({ isInsecure, expectsBlocked, ...options }: Visit = {}): Promise<Page> => {
      const context = await browser.newContext(options)
      contexts.push(context)
      context.setDefaultTimeout(TIMEOUT_MS)
      const page = await context.newPage()
      page.on('pageerror', (error) => thrown.push(error))
      page.on('console', (message) => {
        const isBlocked = message.text().includes('Content Security Policy')
        if (isBlocked && !expectsBlocked) blocked.push(message.text())
      })
      const { pageUrl } = bgRemover
      const url = isInsecure ? pageUrl.replace('127.0.0.1', INSECURE_HOST) : pageUrl
      // The session's cookie is for https alone at this host, and the browser refuses it.
      const session = { name: 'session', value: await bgRemover.signToken('demo-user', TENANT) }
      if (isInsecure) await context.addCookies([{ ...session, url }])
      await page.goto(url)
      return page
    }
  })

/** Submits the form with a picture's address. Default: the chosen sample. */
export async function submit(page: Page, imageUrl?: string): Promise<void> {
  if (imageUrl !== undefined) await page.getByLabel('Picture address').fill(imageUrl)
  await page.getByRole('button', { name: 'Remove background' }).click()
}

/** Returns the message of a failure. */
export function shownFailure(page: Page): Promise<string> {
  return page.getByRole('region', { name: 'Outcome' }).getByRole('alert').innerText()
}

/** Waits until the page shows the hops of the request. Returns its trace id. */
export async function shownTraceId(page: Page): Promise<string> {
  await page.getByRole('region', { name: 'Hops of this request' }).waitFor()
  return page.getByRole('definition').locator('code').innerText()
}
