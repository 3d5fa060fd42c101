import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { consoleBlocksIn } from '../../../local/docs/console-blocks.ts'
import { incidentDocument } from '../../../local/docs/incident-document.ts'

it('docs/incident-404.md is what npm run docs writes of the tool’s output', () => {
  const document = readFileSync('docs/incident-404.md', 'utf8')
  const [late, notFound, job, cache, ...fixed] = consoleBlocksIn(document)
  const withBug = [notFound, late, job, cache].flatMap((block) => block ?? [])
  const [fixedLate, fixedNotFound, fixedCache] = fixed
  const steps = [fixedNotFound, fixedLate, fixedLate, fixedCache].flatMap((block) => block ?? [])
  expect(document).toBe(incidentDocument(withBug, steps))
})
