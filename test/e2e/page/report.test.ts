import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect } from 'vitest'
import { hoptrace } from '../../cli/hoptrace.ts'
import { logFile } from '../../cli/log-file.ts'
import { failedTrace, record, traceId } from '../../cli/sample-trace.ts'
import { it } from './browser.ts'
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

describe.for(LAYOUTS)(
  'the HTML report in $colorScheme colours, $width px wide',
  ({ colorScheme, width }) => {
    it.for(Object.entries(TRACES))(
      'shows readable bars of a request %s',
      async ([, records], { browser }) => {
        const file = logFile(...records)
        const html = path.join(path.dirname(file), 'trace.html')
        await hoptrace(['trace', traceId, '--html', html, '--file', file])
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } })
        await page.goto(pathToFileURL(html).href)
        const boxes = await page
          .locator('.bar')
          .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width))
        expect(Math.min(...boxes)).toBeGreaterThan(200)
        await expectUsable(page)
        await page.locator('summary').first().click()
        await expectUsable(page)
        await page.close()
      },
    )
  },
)
