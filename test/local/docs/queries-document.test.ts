import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { examplesIn, queriesDocument } from '../../../local/docs/queries-document.ts'
import { queries } from '../../../src/queries/index.ts'

const document = readFileSync('cloudwatch-insights-queries.md', 'utf8')
const examples = examplesIn(document)
const answered = queries.filter(({ id }) => examples[id]?.answer !== 'Nothing found')

describe('cloudwatch-insights-queries.md', () => {
  it('is what npm run docs writes of the queries', () => {
    expect(document).toBe(queriesDocument(queries, examples))
  })

  it.each(answered)('answers $id with columns that the query has', ({ id, columns }) => {
    const { answer = '' } = examples[id] ?? {}
    const names = answer.split('\n').flatMap((line) => line.match(/^\S+/) ?? [])
    const isTable = answer
      .split('\n')[0]
      ?.split(/ {2,}/)
      .every((name) => columns.includes(name))
    const isList = names.every((name) => columns.includes(name) || name === '…')
    expect(isTable || isList).toBe(true)
  })
})
