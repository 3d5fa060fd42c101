import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryFiles } from '../../src/cli/local/query-files.ts'
import { fillParameters } from '../../src/cli/parameters.ts'
import { lint } from '../../src/cli/ql/lint.ts'
import { parse } from '../../src/cli/ql/parse.ts'
import { translate } from '../../src/cli/ql/translate.ts'
import { fieldsOf } from '../../src/cli/ql/walk.ts'
import { queries } from '../../src/queries/index.ts'
import { sampleLog } from '../cli/sample-log.ts'
import { EXPECTED } from './expected-rows.ts'

const log = sampleLog(400)
// A request with a job, calls and an error.
const failed = log.records.find(({ error }) => error?.code === 'ModelErrorException')
const PARAMETERS = { jobId: failed?.jobId ?? '', traceId: failed?.traceId ?? '' }
const TWELVE = [
  'trace-job',
  'not-found',
  'slow-requests',
  'error-rate',
  'duration-percentiles',
  'request-path',
  'auth-failures',
  'service-calls',
  'credits',
  'recent-errors',
  'tenant-volume',
  'cache',
]

const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
const file = path.join(folder, "it's [a] *log?.ndjson")

beforeAll(() => writeFileSync(file, `${log.lines.join('\n')}\n`))
afterAll(() => rmSync(folder, { recursive: true }))

const NUMERIC = /^-?\d+\.\d+$/

/** Rounds decimals to 12 digits: engines round the last ones differently. */
const rounded = (rows: readonly Readonly<Record<string, string>>[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        NUMERIC.test(value) ? Number(value).toPrecision(12) : value,
      ]),
    ),
  )

describe('the queries', () => {
  const ids = queries.map(({ id }) => id)

  it('begin with the twelve, in their order', () => {
    expect(ids.slice(0, 12)).toEqual(TWELVE)
    expect(Object.keys(EXPECTED).sort()).toEqual(TWELVE.toSorted())
  })

  it('have different names and titles', () => {
    expect(new Set(ids).size).toBe(queries.length)
    expect(new Set(queries.map(({ title }) => title)).size).toBe(queries.length)
  })
})

describe('the sample log', () => {
  it('contains lines that aren’t records', async () => {
    expect((await queryFiles('limit 1', { files: [file] }, Date.now())).read).toEqual({
      records: log.records.length,
      others: log.others,
    })
  })
})

describe.each(queries.slice(0, 12))('$id', (query) => {
  it('returns exactly the rows that plain TypeScript computes', async () => {
    const given = Object.fromEntries(
      query.parameters.map(({ name }) => [name, PARAMETERS[name as keyof typeof PARAMETERS]]),
    )
    const { rows } = await queryFiles(fillParameters(query, given), { files: [file] }, 0)
    expect(rows.length).toBeGreaterThan(0)
    expect(rounded(rows)).toEqual(rounded(EXPECTED[query.id]?.(log.records, given) ?? []))
  })
})

describe.each(queries)('$id', (query) => {
  const text = fillParameters(
    query,
    Object.fromEntries(query.parameters.map(({ name }) => [name, 'x'])),
  )

  it('lists the fields that it reads', () => {
    const read = fieldsOf(parse(text)).map(({ name }) => name)
    expect([...new Set(read)].sort()).toEqual([...query.fields].sort())
  })

  it('lists its columns', () => {
    const { columns } = translate(parse(text), { files: [] }, 0)
    expect(columns.map(({ name }) => name)).toEqual(query.columns)
  })

  it('contains nothing that CloudWatch answers wrongly', () => {
    expect(lint(parse(text))).toEqual([])
  })

  it('has exactly its parameters in its text', () => {
    const used = [...query.text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)
    expect(used).toEqual(query.parameters.map(({ name }) => name))
  })

  it('fits into a saved query of CloudFormation', () => {
    expect(query.text.length).toBeLessThanOrEqual(10_000)
    expect(query.title).toMatch(/^[^*"]{1,255}$/)
    for (const { name, description } of query.parameters) {
      expect(name).toMatch(/^[A-Za-z_]\w*$/)
      expect(description.length).toBeLessThanOrEqual(512)
    }
  })
})
