import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { consoleBlocksIn } from '../../../local/docs/console-blocks.ts'
import { slowDayDocument } from '../../../local/docs/slow-day-document.ts'

it('docs/slow-since-noon.md is what npm run docs writes of the tool’s output', () => {
  const document = readFileSync('docs/slow-since-noon.md', 'utf8')
  const blocks = consoleBlocksIn(document)
  expect(blocks).toHaveLength(3)
  const [compare, trace, fixed] = blocks as [
    (typeof blocks)[0],
    (typeof blocks)[0],
    (typeof blocks)[0],
  ]
  expect(document).toBe(slowDayDocument({ compare, trace, fixed }))
})
