import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { freshSourceMaps } from '../../../src/cli/live/fresh-source-maps.ts'

it('stay as they are while a build has removed its folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fresh-source-maps-'))
  let now = 0
  const maps = freshSourceMaps([folder], () => now)
  const before = maps()
  rmSync(folder, { recursive: true })
  now += 60_000
  expect(maps()).toBe(before)
})
