import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { OUTPUT_SCHEMA, outputSchema } from '../../local/docs/record-schema.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'
import { failedTrace, record, traceId } from '../cli/sample-trace.ts'
import { rowsOf, sectionOf } from './page.ts'

const schema = JSON.parse(readFileSync(OUTPUT_SCHEMA, 'utf8'))
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true }).addSchema(schema, 'output')

/** Returns the document that a command prints, and what its schema says against it. */
async function printed(type: string, command: string, ...args: string[]) {
  const lines = [
    { time: '2026-11-22T14:30:00.500Z', level: 'WARN', requestId: 'invocation-1', msg: 'slow' },
    record(500, { phase: 'log', spanId: '0000000000000003', message: 'own', stage: 'prod' }),
    record(0, { phase: 'complete', spanId: '00000000000000aa', traceId: 'req_b', userId: 'u' }),
    record(0, { phase: 'complete', spanId: '00000000000000ab', traceId: 'req_c', userId: 'u' }),
  ]
  const words = [command, ...args, '--json', '--file', logFile(...failedTrace, ...lines)]
  const { code, out } = await hoptrace(words)
  const document = JSON.parse(out)
  const validate = ajv.getSchema(`output#/definitions/${type}`)
  validate?.(document)
  return { code, document, errors: validate?.errors }
}

describe('the JSON Schema of the output', () => {
  it('is what the types say: npm run docs writes it', () => {
    expect(readFileSync(OUTPUT_SCHEMA, 'utf8')).toBe(outputSchema())
  })

  it('accepts a report with lines', async () => {
    const { code, document, errors } = await printed('TraceOutput', 'trace', traceId)
    expect([code, errors]).toEqual([0, null])
    expect(document).toMatchObject({
      version: 1,
      isCut: false,
      traces: [{ logs: [{ message: 'own' }], lines: [{ message: 'slow' }] }],
    })
  })

  it('accepts requests to choose from', async () => {
    const { code, document, errors } = await printed('TraceOutput', 'trace', 'u')
    expect([code, errors]).toEqual([0, null])
    expect(document.choice).toHaveLength(2)
  })

  it('accepts a trace that is not found', async () => {
    const empty = { version: 1, traces: [], choice: [], isCut: false }
    const result = await printed('TraceOutput', 'trace', 'req_none')
    expect(result).toEqual({ code: 1, errors: null, document: empty })
  })

  it('accepts rows', async () => {
    const ql = 'filter ispresent(action) | stats count(*) as calls by action'
    const { code, document, errors } = await printed('QueryOutput', 'query', '--ql', ql)
    expect([code, errors]).toEqual([0, null])
    expect(document.columns).toEqual(['action', 'calls'])
    expect(document.rows[0].calls).toEqual(expect.any(Number))
  })

  it('accepts a query without rows', async () => {
    const ql = 'fields action | filter action = "none"'
    const result = await printed('QueryOutput', 'query', '--ql', ql)
    const empty = { version: 1, columns: ['action'], rows: [], isCut: false }
    expect(result).toEqual({ code: 1, errors: null, document: empty })
  })

  it('accepts a comparison, and a map', async () => {
    const compared = await printed('CompareOutput', 'compare', '--slow', '1ms')
    expect([compared.errors, compared.document.version]).toEqual([null, 1])
    expect(compared.document.requests.after).toBeGreaterThan(0)
    const map = await printed('MapOutput', 'map')
    expect([map.code, map.errors, map.document.version]).toEqual([0, null, 1])
    expect(map.document.nodes.length).toBeGreaterThan(0)
  })

  it('refuses another version, and a report without its members', () => {
    const validate = ajv.getSchema('output#/definitions/TraceOutput')
    expect(validate?.({ version: 2, traces: [], choice: [], isCut: false })).toBe(false)
    expect(validate?.({ version: 1, traces: [{}], choice: [], isCut: false })).toBe(false)
  })

  it('has the members that docs/command-line.md lists', () => {
    const members = (type: string): string[] => Object.keys(schema.definitions[type].properties)
    const all = new Set([...members('TraceOutput'), ...members('QueryOutput')])
    const listed = rowsOf(sectionOf('docs/command-line.md', 'JSON')).map(([name]) => name)
    expect(listed.toSorted()).toEqual([...all].map((name) => `\`${name}\``).toSorted())
  })
})
