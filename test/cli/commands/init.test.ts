import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { filesIn, projectFolder } from '../project/project-folder.ts'
import { SHAPES } from '../project/shapes.ts'

describe('hoptrace init', () => {
  it.each(Object.entries(SHAPES))('edits %s', async (_name, { files, expected, byHand = [] }) => {
    const root = projectFolder(files)
    const before = filesIn(root)
    const { code, err } = await hoptrace(['init', root, '--write'])
    expect(filesIn(root)).toEqual({ ...before, ...expected })
    expect(code).toBe(0)
    expect(err.match(/^ {2}\S.*$/gm) ?? []).toEqual(byHand.map((line) => `  ${line}`))
  })

  it.each(Object.entries(SHAPES))('changes nothing of %s twice', async (_name, { files }) => {
    const root = projectFolder(files)
    await hoptrace(['init', root, '--write'])
    const once = filesIn(root)
    const { out, err } = await hoptrace(['init', root, '--write'])
    expect(out).toBe('')
    expect(err).toMatch(/^Nothing to edit\.\n/)
    expect(filesIn(root)).toEqual(once)
  })

  it.each(Object.entries(SHAPES))(
    'prints the same edits of %s as a diff that git applies',
    async (_name, { files }) => {
      const root = projectFolder(files)
      const before = filesIn(root)
      const { out } = await hoptrace(['init', root])
      expect(filesIn(root)).toEqual(before)
      if (out !== '') execFileSync('git', ['apply', '-p1', '-'], { cwd: root, input: out })
      const applied = filesIn(root)
      const again = projectFolder(files)
      await hoptrace(['init', again, '--write'])
      expect(applied).toEqual(filesIn(again))
    },
  )

  it('names the files that it writes', async () => {
    const root = projectFolder(SHAPES['the App Router']?.files ?? {})
    const { out } = await hoptrace(['init', root, '--write'])
    expect(out.split('\n').sort().filter(Boolean)).toEqual(
      ['app/api/orders/[id]/route.ts', 'instrumentation.ts', 'proxy.ts'].map(path.normalize),
    )
  })
})
