import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import { projectFolder } from '../../cli/project/project-folder.ts'
import { failedTrace, record, traceId } from '../../cli/sample-trace.ts'
import { it } from './dev-page.ts'
import { hostileRequests, UNSAFE } from './hostile-requests.ts'
import { expectUsable } from './usable.ts'

const LAYOUTS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)

/** Returns the records of a request that ended. */
function request(number: number, fields: object = {}): object[] {
  const id = `req_${String(number).padStart(8, '0')}-87ef-7634-8bba-e9bc8f6c8926`
  const one = { traceId: id, spanId: '000000000000000a', service: 'shop', layer: 'api-route' }
  const metadata = { method: 'GET', path: `/orders/${number}`, statusCode: 200 }
  const at = number * 10
  return [
    record(at, { ...one, phase: 'start', message: 'Request start', metadata, ...fields }),
    record(at + 5, {
      ...one,
      phase: 'complete',
      duration: 5,
      result: 'success',
      metadata,
      ...fields,
    }),
  ]
}

const options = (page: Page) => page.getByRole('listbox').getByRole('option')

describe.for(LAYOUTS)(
  'the page of hoptrace dev in $colorScheme colours, $width px wide',
  ({ colorScheme, width }) => {
    it('is accessible and fits, with the list, a request and its failure', async ({ visit }) => {
      const viewport = { width, height: 800 }
      const long = request(2, { userId: 'u'.repeat(200), service: 's'.repeat(200) })
      const { page } = await visit([...failedTrace, ...long], { colorScheme, viewport })
      await options(page).first().waitFor()
      await expectUsable(page)
      await options(page).filter({ hasText: 'ModelErrorException' }).click()
      await page.getByText('ECONNRESET: socket hang up').waitFor()
      await expectUsable(page)
      for (const step of await page
        .getByRole('list', { name: 'Steps' })
        .getByRole('button')
        .all()) {
        if ((await step.getAttribute('aria-expanded')) === 'false') await step.click()
      }
      await expectUsable(page)
    })
  },
)

describe('the list of requests', () => {
  it('grows as requests come in, the newest first', async ({ visit }) => {
    const { page, write } = await visit(request(1))
    await options(page).first().waitFor()
    write(request(2).slice(0, 1))
    await page.getByText('running').waitFor()
    write(request(2).slice(1))
    await page.getByText('running').waitFor({ state: 'detached' })
    expect(await options(page).locator('.name').allInnerTexts()).toEqual([
      'GET /orders/2',
      'GET /orders/1',
    ])
  })

  it('is filtered by errors, duration, path, service and text', async ({ visit }) => {
    const slow = request(3, { duration: 700, service: 'slow-shop', userId: 'ada' })
    const { page } = await visit([...failedTrace, ...request(1), ...request(2), ...slow])
    await expect.poll(() => options(page).count()).toBe(4)
    const shows = (...names: string[]) =>
      expect.poll(() => options(page).locator('.name').allInnerTexts()).toEqual(names)
    await page.getByLabel('Errors').check()
    await shows('bg-remover:process')
    await page.getByLabel('Errors').uncheck()
    await page.getByLabel('Slower than').selectOption('500 ms')
    await expect.poll(() => options(page).count()).toBe(2)
    await page.getByLabel('Slower than').selectOption('Any')
    await page.getByLabel('Service').selectOption('slow-shop')
    await shows('GET /orders/3')
    await page.getByLabel('Service').selectOption('All')
    await page.getByLabel('Path').fill('ORDERS/2')
    await shows('GET /orders/2')
    await page.getByLabel('Path').fill('')
    await page.getByLabel('Text').fill('hang refused')
    await page.getByText('No request passes the filters.').waitFor()
    await page.getByLabel('Text').fill('ada')
    await shows('GET /orders/3')
  })

  it('holds ten thousand requests, of which few are in the document', async ({ visit }) => {
    const records = Array.from({ length: 10_000 }, (_, number) => request(number)).flat()
    const { page, write } = await visit([])
    write(records)
    await page.getByRole('status').getByText('10000 requests').waitFor()
    expect(await options(page).count()).toBeLessThan(60)
    await page.getByRole('listbox').focus()
    await page.keyboard.press('End')
    await options(page).filter({ hasText: '/orders/0' }).first().waitFor()
    await page.getByRole('heading', { name: 'GET /orders/0', exact: true }).waitFor()
    await page.keyboard.press('Home')
    await page.getByRole('heading', { name: 'GET /orders/9999' }).waitFor()
    write(request(20_000))
    await options(page).filter({ hasText: '/orders/20000' }).waitFor()
    await page.getByRole('status').getByText('10000 requests').waitFor()
    await page.keyboard.press('Home')
    await page.getByRole('heading', { name: 'GET /orders/20000' }).waitFor()
  })
})

describe('with the keyboard only', () => {
  it('a request is found, opened, and its steps are read', async ({ visit }) => {
    const { page } = await visit([...failedTrace, ...request(9_999)])
    await options(page).first().waitFor()
    const { keyboard } = page
    await keyboard.press('/')
    await keyboard.type('model')
    await expect.poll(() => options(page).count()).toBe(1)
    for (const _ of ['path', 'service', 'slower', 'errors', 'list']) await keyboard.press('Tab')
    await keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: 'bg-remover:process' }).waitFor()
    expect(await options(page).first().getAttribute('aria-selected')).toBe('true')
    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('button')
    await steps.first().focus()
    await keyboard.press('Enter')
    await page.getByRole('term').filter({ hasText: 'timestamp' }).first().waitFor()
    await keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Durations by action' }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('requests')
  })
})

describe('a request', () => {
  it('is shown over all services, with its failure, its waits, its lines and its headers', async ({
    visit,
  }) => {
    const line = { phase: 'log', spanId: '0000000000000003', message: 'about to ask the model' }
    const { page } = await visit([...failedTrace, record(450, line)], { place: `&id=${traceId}` })
    const failure = page.getByRole('button', { expanded: true })
    await failure.getByText('service:bedrock:invoke').waitFor()
    await page.locator('.error p').getByText('ModelErrorException: The model').waitFor()
    await page.getByText('about to ask the model').waitFor()
    await page.getByText(/^waited \d+ ms$/).waitFor()
    await page.getByText('time without a step').waitFor()
    for (const step of await page.getByRole('button', { name: 'bg-remover:process' }).all()) {
      await step.click()
    }
    await page.getByText('Headers that carried the trace').waitFor()
    const shown = await page.getByRole('definition').allInnerTexts()
    expect(shown).toContain(`00-${traceId.slice(4).replaceAll('-', '')}-0000000000000002-01`)
  })

  it('is shown with the lines of its sources, which open in an editor', async ({ visit }) => {
    const folder = projectFolder({ 'app/(shop)/pay.ts': 'one\nthrow new Error()\nthree\n' })
    const file = path.join(folder, 'app/(shop)/pay.ts')
    const stack = `Error: no\n    at pay (${file}:2:7)\n    at lib (/elsewhere/lib.js:1:1)`
    const error = { code: 'X', message: 'no', stack }
    const { page } = await visit(request(1, { level: 'error', result: 'error', error }), { folder })
    await options(page).first().click()
    const source = page.locator('pre')
    await source.getByText(/> +2 \| throw new Error\(\)/).waitFor()
    const links = page.getByRole('link').filter({ hasText: /^at / })
    const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    expect(hrefs).toEqual([`vscode://file${folder}/app/(shop)/pay.ts:2:7`])
  })

  it('gives its id, its command and its link to the clipboard', async ({ visit }) => {
    const { page, url } = await visit(request(7), {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await options(page).first().click()
    const id = 'req_00000007-87ef-7634-8bba-e9bc8f6c8926'
    const copied: Record<string, string> = {
      'Copy id': id,
      'Copy as curl': `curl --globoff --request GET "\${HOPTRACE_URL:-http://localhost:3000}"'/orders/7'`,
      'Copy link': `${url}&id=${id}`,
    }
    for (const [name, text] of Object.entries(copied)) {
      await page.getByRole('button', { name }).click()
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text)
    }
  })

  it('is exported as HTML and as records', async ({ visit }) => {
    const { page } = await visit(failedTrace, { place: `&id=${traceId}` })
    const load = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name }).click(),
      ])
      return readFile(await download.path(), 'utf8')
    }
    expect((await load('NDJSON')).trim().split('\n')).toHaveLength(failedTrace.length)
    expect(await load('HTML')).toContain('<!doctype html>')
  })

  it('has what a record says as text only', async ({ visit }) => {
    const requests = hostileRequests()
    const { page } = await visit(requests.flat())
    await expect.poll(() => options(page).count()).toBe(requests.length)
    for (const option of await options(page).all()) {
      await option.click()
      await page.getByRole('list', { name: 'Steps' }).waitFor()
      for (const step of await page.locator('.step').all()) await step.click()
    }
    expect(await page.locator('img, svg, script:not([src]), [onmouseover]').count()).toBe(0)
    const hrefs = await page
      .locator('a')
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).protocol))
    expect([...new Set(hrefs)]).toEqual(['http:'])
    expect(await page.locator('body').innerText()).not.toMatch(UNSAFE)
  })
})

describe('many pages', () => {
  it('beyond the six connections of a browser are all answered', async ({ visit }) => {
    const { page, url, write } = await visit(request(1))
    await options(page).first().waitFor()
    const pages: Page[] = []
    for (let count = 0; count < 8; count += 1) {
      for (const one of [page, ...pages]) await hide(one, true)
      const next = await page.context().newPage()
      pages.push(next)
      await next.goto(url.href)
      await options(next).first().waitFor()
    }
    write(request(2))
    await hide(page, false)
    await expect.poll(() => options(page).count()).toBe(2)
  })
})

describe('the files of the page', () => {
  it('have at most 80 KB, compressed', () => {
    const sizes = ['index.html', 'page.js', 'page.css'].map(
      (name) => gzipSync(readFileSync(path.join(ROOT, 'dist/ui', name))).length,
    )
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(80_000)
  })

  it('come with the licenses of the packages in them', () => {
    const licenses = readFileSync(path.join(ROOT, 'dist/ui/licenses.txt'), 'utf8')
    const sources = globSync('src/ui/*.{ts,tsx}', { cwd: ROOT }).map((file) =>
      readFileSync(path.join(ROOT, file), 'utf8'),
    )
    const imported = [
      ...sources.join('\n').matchAll(/ from '((?:@[\w-]+\/)?[\w-]+)(?:\/hooks)?'$/gm),
    ]
    expect(new Set(imported.map(([, name]) => name)).size).toBe(3)
    for (const [, name] of imported) expect(licenses).toMatch(new RegExp(`^${name}$`, 'm'))
  })

  it('without a token say where to find it', async ({ visit, browser }) => {
    const { port } = await visit(request(1))
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/?${randomUUID()}`)
    await page.getByText('Open the address that hoptrace dev has printed').waitFor()
    await page.close()
  })
})

/** Tells a page that it is hidden: a browser without a window shows all pages. */
function hide(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}
