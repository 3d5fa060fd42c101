import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { startDevPage } from '../dev-page.ts'
import { ROOT } from '../root.ts'

/** The path of Debian's package. */
const CHROMIUM = '/usr/bin/chromium'
const SIZE = { width: 1280, height: 820 }
const COLOURS = 64

/**
 * Writes a picture of the page of `hoptrace dev`.
 * @param log the records that the page has
 * @param traceId the request that is open
 * @throws Error if there is no Chromium
 */
export async function writePagePicture(
  picture: string,
  log: string,
  traceId: string,
): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`${picture} needs Chromium: apt-get install chromium`)
  const page = await startDevPage({ file: log, signal: undefined, onExit: () => undefined })
  const browser = await chromium.launch({ executablePath: CHROMIUM })
  try {
    const tab = await browser.newPage({ viewport: SIZE, colorScheme: 'light' })
    await tab.goto(`${page.url}&id=${encodeURIComponent(traceId)}`)
    await tab.getByText(traceId).first().waitFor()
    const image = sharp(await tab.screenshot({ animations: 'disabled' }))
    await image
      .png({ palette: true, colours: COLOURS, effort: 10 })
      .toFile(path.join(ROOT, picture))
  } finally {
    await browser.close()
    await page.stop()
  }
}
