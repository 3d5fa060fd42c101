import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasDifference } from '../../../src/cli/compare/report.ts'
import { CAUSES } from './causes.ts'
import { comparePlanted } from './compare-planted.ts'
import { namesCause } from './judge.ts'

const TRACES = 12_000
const TIMEOUT_MS = 120_000
const SOME = ['version', 'slow dependency', 'pair', 'drift', '404 deploy', 'retries']

function newFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return path.join(folder, 'records.ndjson')
}

describe('a comparison of planted logs', () => {
  it.each(CAUSES.filter(({ name }) => SOME.includes(name)))(
    'names first: $name',
    async (cause) => {
      const report = await comparePlanted(newFile(), { seed: 7, traces: TRACES, cause })
      expect(report.answer).toBeDefined()
      expect(namesCause(report, cause)).toBe(true)
      expect(report.examples).toHaveLength(3)
    },
    TIMEOUT_MS,
  )

  it(
    'finds no difference where nothing is planted',
    async () => {
      const report = await comparePlanted(newFile(), { seed: 7, traces: TRACES })
      expect(report.requests.after).toBeGreaterThan(5000)
      expect(report.tests).toBeGreaterThan(100)
      expect(hasDifference(report)).toBe(false)
    },
    TIMEOUT_MS,
  )
})
