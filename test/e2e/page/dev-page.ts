import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Served, servePageOf } from '../../cli/live/served-page.ts'

/** The path of Debian's package. */
const CHROMIUM = '/usr/bin/chromium'
/** Less than a test's timeout, so that the error names what was waited for. */
const TIMEOUT_MS = 20_000

/** A page of `hoptrace dev` that is open, and the process that serves it. */
export interface Visited extends Served {
  readonly page: Page
  /** Writes records as the application does. */
  write(records: readonly object[]): void
}

/** Options of a visit. */
interface Visit extends BrowserContextOptions {
  /** Added to the address. */
  readonly place?: string
  /** The project. Default: an empty one. */
  readonly folder?: string
}

/** Tests of the page of `hoptrace dev` in a real browser. Errors and blocked resources fail them. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are used
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await chromium.launch({ executablePath: CHROMIUM })
    onCleanup(() => browser.close())
    return browser
  })
  .extend('visit', async ({ browser }, { onCleanup }) => {
    const problems: string[] = []
    const closing: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const close of closing) await close()
      expect(problems).toEqual([])
    })
    return async (
      records: readonly object[],
      { place = '', folder, ...options }: Visit = {},
    ): Promise<Visited> => {
      const served = await servePageOf(records, { ...(folder && { folder }) })
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        ...options,
      })
      closing.push(() => context.close())
      context.setDefaultTimeout(TIMEOUT_MS)
      const page = await context.newPage()
      page.on('pageerror', (error) => problems.push(String(error.stack)))
      page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`))
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) problems.push(message.text())
      })
      page.on('request', (request) => {
        const url = new URL(request.url())
        if (url.host !== served.url.host && url.protocol !== 'data:') problems.push(url.href)
      })
      await page.goto(`${served.url}${place}`)
      return {
        ...served,
        page,
        write(more) {
          const lines = more.map((one) => `${JSON.stringify(one)}\n`).join('')
          served.dev.child.stdin?.write(lines)
        },
      }
    }
  })
