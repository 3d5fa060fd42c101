import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryFiles } from '../../../../src/cli/local/query-files.ts'
import { CASES } from './cases.ts'
import { LOGS, TABLES } from './logs.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
const fileOf = (name: string): string => path.join(folder, name)

beforeAll(() => {
  for (const [name, lines] of Object.entries(LOGS)) {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    writeFileSync(fileOf(`${name}.ndjson`), `${texts.join('\n')}\n`)
  }
  for (const [name, text] of Object.entries(TABLES)) writeFileSync(fileOf(`${name}.csv`), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

const NOW = Date.parse('2026-11-22T15:00:00Z')
const tables = new Map(Object.keys(TABLES).map((name) => [name, fileOf(`${name}.csv`)]))

/** Returns the rows of a query, each as the texts of its cells between bars. */
async function rowsOf(log: string, ql: string): Promise<string[]> {
  const names = log.split(' ').map((name) => fileOf(`${name}.ndjson`))
  const source = { files: names, tables, since: Date.parse('2026-11-22T14:00:00Z'), until: NOW }
  const range = /queryStartTime|diff/i.test(ql) ? source : { files: names, tables }
  const { columns, rows } = await queryFiles(ql, range, NOW)
  return rows.map((row) => columns.map((column) => row[column] ?? '').join('|'))
}

describe.each(Object.entries(CASES))('queries over %s', (log, cases) => {
  it.each(cases)('%s', async (ql, ...expected) => {
    expect(await rowsOf(log.replace(/ \(.+\)$/, ''), ql)).toEqual(expected)
  })
})

describe('the collection', () => {
  it('has at least 150 queries', () => {
    expect(Object.values(CASES).flat().length).toBeGreaterThanOrEqual(150)
  })
})
