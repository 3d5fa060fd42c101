import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { TEMPLATE_WORDS, templateDocument } from '../../../local/docs/template-document.ts'
import { hoptrace } from '../../cli/hoptrace.ts'

it('docs/deployed-template.md is what npm run docs writes of the tool’s output', async () => {
  const { out } = await hoptrace(TEMPLATE_WORDS)
  expect(readFileSync('docs/deployed-template.md', 'utf8')).toBe(templateDocument(out))
})
