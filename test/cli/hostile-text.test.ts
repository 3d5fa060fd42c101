import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hoptrace, type Machine } from './hoptrace.ts'
import { logFile } from './log-file.ts'
import { record, traceId } from './sample-trace.ts'

/** C0, DEL, C1, bidirectional controls, zero-width characters, tags, and both line separators. */
const HOSTILE = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index),
  ...[0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f],
  ...[0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e],
  ...[0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0xe0041],
].map((code) => String.fromCodePoint(code))
const HOSTILE_TEXT = `a${HOSTILE.join('b')}c`
/** All hostile characters but the line break, which our own output has. */
const UNSAFE = new RegExp(`[${HOSTILE.filter((one) => one !== '\n').join('')}]`, 'u')

const STEP = {
  phase: 'call',
  action: HOSTILE_TEXT,
  layer: HOSTILE_TEXT,
  service: HOSTILE_TEXT,
  jobId: HOSTILE_TEXT,
  result: 'error',
}
const ERROR = {
  message: HOSTILE_TEXT,
  code: HOSTILE_TEXT,
  stack: `a\n${HOSTILE_TEXT}`,
  cause: { message: HOSTILE_TEXT },
}
const LINE = record(0, {
  ...STEP,
  error: ERROR,
  spanId: '0000000000000001',
  functionName: HOSTILE_TEXT,
})
const START = record(0, { phase: 'start', spanId: '0000000000000002', traceId: HOSTILE_TEXT })
const TERMINAL: Machine = { isTTY: true, columns: 400, env: { NO_COLOR: '1' } }
const QUERY = ['query', '--ql', 'fields action, layer', '--file']

const COMMANDS: readonly [string, (file: string) => readonly string[]][] = [
  ['a table', (file) => [...QUERY, file]],
  ['JSON rows', (file) => [...QUERY, file, '--json']],
  ['a report', (file) => ['trace', traceId, '--file', file]],
  ['a report as JSON', (file) => ['trace', traceId, '--json', '--file', file]],
  ['problems', (file) => ['doctor', '--file', file]],
  ['problems as JSON', (file) => ['doctor', '--json', '--file', file]],
]

describe('text of a log that could act on a terminal', () => {
  it.each(COMMANDS)('is escaped in %s', async (_what, args) => {
    const { out } = await hoptrace(args(logFile(LINE, START)), TERMINAL)
    expect(out).toMatch(/\\x1b|\\u001b/)
    expect(out).not.toMatch(UNSAFE)
  })

  it('is escaped in CSV on a terminal, line breaks of cells too', async () => {
    const { out } = await hoptrace([...QUERY, logFile(LINE), '--csv'], TERMINAL)
    const lines = out.split('\r\n')
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).not.toMatch(new RegExp(`${UNSAFE.source}|\n`, 'u'))
    expect(out).toContain('\\x1b')
    expect(out).toContain('\\u{202e}')
  })

  it('stays as it is in CSV for a file', async () => {
    const { out } = await hoptrace([...QUERY, logFile(LINE), '--csv'])
    expect(out).toContain(HOSTILE_TEXT)
  })

  it('is the same text when the JSON is read', async () => {
    const { out } = await hoptrace([...QUERY, logFile(LINE), '--json'], TERMINAL)
    expect(JSON.parse(out).rows).toEqual([{ action: HOSTILE_TEXT, layer: HOSTILE_TEXT }])
  })

  it('is escaped in the HTML page', async () => {
    const file = logFile(LINE)
    const page = path.join(path.dirname(file), 'trace.html')
    await hoptrace(['trace', traceId, '--html', page, '--file', file])
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('\\u{202e}')
    expect(html).not.toMatch(UNSAFE)
  })
})
