import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { followFile } from '../../../src/cli/live/follow-file.ts'
import { projectFolder } from '../project/project-folder.ts'
import { EVENTUALLY } from './dev-process.ts'

function follow(): { file: string; lines: string[]; stop(): void } {
  const file = path.join(projectFolder({}), 'records.ndjson')
  const lines: string[] = []
  const follower = followFile(file, { onLine: (line) => lines.push(line) })
  onTestFinished(() => follower.stop())
  return { file, lines, stop: () => follower.stop() }
}

describe('a file that is followed', () => {
  it('may be created later, and gives each line once it is whole', async () => {
    const { file, lines } = follow()
    writeFileSync(file, 'one\ntw')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one'])
    appendFileSync(file, 'o\nthree\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one', 'two', 'three'])
  })

  it('is read from its begin again after it was shortened', async () => {
    const { file, lines } = follow()
    writeFileSync(file, 'one\ntwo\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one', 'two'])
    truncateSync(file)
    appendFileSync(file, 'new\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one', 'two', 'new'])
  })

  it('is read from its begin again if it has grown since it was shortened', async () => {
    const { file, lines } = follow()
    writeFileSync(file, 'one\ntwo\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one', 'two'])
    truncateSync(file)
    appendFileSync(file, 'three\nfour\nfive\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one', 'two', 'three', 'four', 'five'])
  })

  it('loses nothing when it is replaced', async () => {
    const { file, lines } = follow()
    writeFileSync(file, 'one\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one'])
    appendFileSync(file, 'last')
    renameSync(file, `${file}.1`)
    writeFileSync(file, 'first\n')
    await expect.poll(() => lines, EVENTUALLY).toEqual(['one', 'last', 'first'])
  })

  it('gives what is left, also a line without a newline, when following stops', () => {
    const { file, lines, stop } = follow()
    writeFileSync(file, `${'x'.repeat(100_000)}\nä€😀`)
    stop()
    expect(lines).toEqual(['x'.repeat(100_000), 'ä€😀'])
  })

  it('is kept in memory only so far', () => {
    const { file, lines, stop } = follow()
    writeFileSync(file, 'x'.repeat(2_000_000))
    stop()
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.join('')).toHaveLength(2_000_000)
  })
})
