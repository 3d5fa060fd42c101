import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { buildTrees, flatten, stepName } from '../../../src/cli/trace/tree.ts'
import { CREDITS, LAMBDA, PAGE } from '../system.ts'
import { expectWholeTrace, servicesOf, stepOf } from '../whole-trace.ts'
import { DEV_PAGE_URL, it, shownFailure, shownTraceId, submit } from './browser.ts'

/** How many times the AWS SDK tries a call. */
const ATTEMPTS = 3

describe('a picture that is processed', () => {
  it('is shown beside the original', async ({ visit }) => {
    const page = await visit()
    await submit(page)
    await shownTraceId(page)
    for (const name of ['mug, original', 'mug, without its background']) {
      await expect.poll(() => widthOf(page, name)).toBe(800)
    }
    const [original, result] = await Promise.all([boxOf(page, 'Original'), boxOf(page, 'Result')])
    expect(original.y).toBe(result.y)
    expect(original.x + original.width).toBeLessThan(result.x)
  })

  it('has the trace id of the records of all services', async ({ visit, bgRemover }) => {
    const page = await visit()
    await submit(page)
    const traceId = await shownTraceId(page)
    const records = bgRemover.log.of(traceId)
    expect(servicesOf(records)).toEqual([PAGE, LAMBDA, CREDITS])
    expectWholeTrace(records)
  })

  it('is shown with the hops of its request and their durations', async ({ visit, bgRemover }) => {
    const page = await visit()
    await submit(page)
    const records = bgRemover.log.of(await shownTraceId(page))
    const steps = flatten(buildTrees(records)).map(({ record }) => [
      stepName(record),
      `${record.duration?.toFixed(1)} ms`,
    ])
    expect(steps.length).toBeGreaterThan(9)
    expect((await shownHops(page)).map(({ name, duration }) => [name, duration])).toEqual(steps)
  })

  it('replaces the result of the request before', async ({ visit, bgRemover, onTestFinished }) => {
    const page = await visit()
    await submit(page)
    const first = await shownTraceId(page)
    const release = bgRemover.cloud.bedrock.hold()
    onTestFinished(release)
    await page.getByRole('img', { name: 'plant', exact: true }).click()
    await submit(page)
    await page.getByText('Removing the background…').waitFor()
    expect(await page.getByText(first).count()).toBe(0)
    release()
    await page.getByRole('img', { name: 'plant, without its background' }).waitFor()
    expect(await shownTraceId(page)).not.toBe(first)
  })
})

describe('the link to hoptrace dev', () => {
  it('shows the request there', async ({ visit }) => {
    const page = await visit()
    await submit(page)
    const traceId = await shownTraceId(page)
    const link = page.getByRole('link', { name: 'hoptrace dev' })
    expect(await link.getAttribute('href')).toBe(`${DEV_PAGE_URL}&id=${traceId}`)
  })
})

describe('a request that fails', () => {
  it('is shown with a message, the trace id and the failed hop', async ({ visit, bgRemover }) => {
    bgRemover.cloud.bedrock.failNext(ATTEMPTS)
    const page = await visit()
    await submit(page)
    const traceId = await shownTraceId(page)

    expect(await shownFailure(page)).toContain('Something went wrong on our side')
    await page.getByText('When you ask for help, quote this id.').waitFor()
    const failed = { level: 'error', error: { code: 'InternalServerException' } }
    const records = bgRemover.log.of(traceId)
    expect(stepOf(records, 'service:bedrock:invoke')).toMatchObject(failed)
    await page.getByText(/^It took \d+ ms, and failed at service:bedrock:invoke\.$/).waitFor()
    expect(await shownHops(page)).toContainEqual({
      name: 'service:bedrock:invoke',
      failure: 'InternalServerException',
      duration: expect.stringMatching(/^\d+\.\d ms$/),
    })
  })

  it('is shown with the server’s message', async ({ visit, bgRemover }) => {
    const page = await visit()
    const [picture = ''] = bgRemover.pictures
    await submit(page, picture.replace('mug', 'missing'))
    const traceId = await shownTraceId(page)
    const message = await shownFailure(page)
    expect(message).toContain('The host of the picture did not answer with one.')
    expect(servicesOf(bgRemover.log.of(traceId))).toEqual([PAGE, LAMBDA, CREDITS, CREDITS])
  })

  it('is shown without a trace id if no server was reached', async ({ visit }) => {
    const page = await visit()
    await page.context().setOffline(true)
    await submit(page)
    const message = await shownFailure(page)
    expect(message).toContain('The server could not be reached.')
    expect(await page.getByText('Trace id').count()).toBe(0)
  })
})

describe('the button beside the trace id', () => {
  it('copies it', async ({ visit }) => {
    const page = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
    await submit(page)
    const traceId = await shownTraceId(page)
    await page.getByRole('button', { name: 'Copy trace id' }).click()
    await page.getByRole('status').getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(traceId)
  })

  it('selects it if the clipboard is not available', async ({ visit }) => {
    const page = await visit({ isInsecure: true })
    await submit(page)
    const traceId = await shownTraceId(page)
    await page.getByRole('button', { name: 'Copy trace id' }).click()
    await page.getByRole('status').getByText('Selected, ready to copy by hand').waitFor()
    expect(await page.evaluate(() => String(getSelection()))).toBe(traceId)
  })
})

describe('the policy of the page', () => {
  it('lets nothing run or look otherwise that the server has not sent', async ({ visit }) => {
    const page = await visit({ expectsBlocked: true })
    const violations = await page.evaluate(async () => {
      const found: string[] = []
      const { promise, resolve } = Promise.withResolvers<void>()
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        found.push(effectiveDirective)
        if (found.length === 2) resolve()
      })
      const holder = document.createElement('div')
      holder.innerHTML = `<img src="/icon.svg" onload="hacked = true"><style>body { display: none }</style>
        <iframe srcdoc="<script>parent.hacked = true</script>"></iframe>`
      const loaded = new Promise((done) => holder.lastElementChild?.addEventListener('load', done))
      document.body.append(holder)
      await Promise.all([promise, loaded])
      return [found.toSorted(), 'hacked' in window, getComputedStyle(document.body).display]
    })
    expect(violations).toEqual([['script-src-attr', 'style-src-elem'], false, 'block'])
  })

  it('lets nobody frame it', async ({ visit, bgRemover }) => {
    const page = await visit({ expectsBlocked: true })
    const other = await page.context().newPage()
    await other.setContent(`<iframe src="${bgRemover.pageUrl}"></iframe>`, { waitUntil: 'commit' })
    await expect.poll(() => other.frames().at(1)?.url()).toMatch(/^chrome-error:/)
  })

  it('holds for an address that the site does not have', async ({ visit, bgRemover }) => {
    const page = await visit()
    await page.goto(`${bgRemover.pageUrl}/nowhere`)
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  })
})

function widthOf(page: Page, name: string): Promise<number> {
  const picture = page.getByRole('img', { name, exact: true })
  return picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)
}

async function boxOf(page: Page, figure: string) {
  const box = await page.getByRole('figure', { name: figure }).boundingBox()
  if (box === null) throw new Error(`The page shows no figure '${figure}'`)
  return box
}

/** Returns the shown hops from top to bottom. */
function shownHops(page: Page): Promise<{ name: string; failure: string; duration: string }[]> {
  const rows = page.getByRole('listitem').locator('> :first-child')
  return rows.evaluateAll((all) =>
    all.map((row) => {
      const [name, , duration] = row.children
      return {
        name: name?.firstChild?.textContent?.trim() ?? '',
        failure: name?.querySelector('strong')?.textContent ?? '',
        duration: duration?.textContent ?? '',
      }
    }),
  )
}
