import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openJournal } from '../../local/journal.ts'

const LINE = JSON.stringify({
  timestamp: '2026-11-22T14:30:00.000Z',
  level: 'info',
  message: 'Request start',
  traceId: 'req_abc123xyz789',
  spanId: '0000000000000001',
})

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)

function newRoot(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  return root
}

/** Writes a line of a run into the journal of a folder. Returns the journal's file. */
async function writeJournal(root: string): Promise<string> {
  const journal = openJournal(() => undefined, root)
  journal.addLine(LINE)
  await journal.close()
  return path.join(root, '.hoptrace/records.ndjson')
}

it.each([
  ['is new', () => undefined],
  [
    'was there for all',
    (folder: string) => {
      mkdirSync(folder)
      writeFileSync(path.join(folder, 'records.ndjson'), 'of an earlier run')
      chmodSync(folder, 0o755)
      chmodSync(path.join(folder, 'records.ndjson'), 0o644)
    },
  ],
])('the records of a run can be read by their owner alone: the file %s', async (_what, prepare) => {
  const root = newRoot()
  prepare(path.join(root, '.hoptrace'))
  const file = await writeJournal(root)
  expect([modeOf(path.dirname(file)), modeOf(file)]).toEqual(['700', '600'])
  expect(readFileSync(file, 'utf8')).toBe(`${LINE}\n`)
})
