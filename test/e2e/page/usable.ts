import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Checks that axe finds no violation, and that the page needs no horizontal scrolling. */
export async function expectUsable(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run()
    return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
  })
  expect(violations).toEqual([])
  const hidden = () => document.body.scrollWidth - document.body.clientWidth
  expect(await page.evaluate(hidden)).toBe(0)
}
