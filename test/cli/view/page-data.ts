import { readFileSync } from 'node:fs'
import type { PageData } from '../../../src/cli/view/html-page.ts'
import type { TraceView } from '../../../src/cli/view/trace-view.ts'

const DATA = /<script id="data" type="application\/json">(.*?)<\/script>/s

/** Returns the traces in an HTML page. */
export function tracesIn(html: string): readonly TraceView[] {
  const [, data = ''] = DATA.exec(html) ?? []
  const { traces }: PageData = JSON.parse(data)
  return traces
}

/** Returns the traces in the file of an HTML page. */
export function tracesInFile(file: string): readonly TraceView[] {
  return tracesIn(readFileSync(file, 'utf8'))
}
