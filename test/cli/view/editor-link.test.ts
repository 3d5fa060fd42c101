import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EDITOR_NAMES, editorLink, readEditor } from '../../../src/cli/view/editor-link.ts'
import { projectFolder } from '../project/project-folder.ts'

const PLACE = { line: 3, column: 9 }

describe('a link that opens a source file', () => {
  it('has the scheme of a known editor', () => {
    const project = projectFolder({ 'app/(shop)/[id]/a b.ts': '' })
    const file = path.join(project, 'app/(shop)/[id]/a b.ts')
    const links = EDITOR_NAMES.map((name) =>
      editorLink({ ...PLACE, file }, project, readEditor(name)),
    )
    const encoded = `${project}/app/(shop)/%5Bid%5D/a%20b.ts:3:9`
    expect(links).toEqual([
      `vscode://file${encoded}`,
      `cursor://file${encoded}`,
      `zed://file${encoded}`,
      `webstorm://open?file=${encodeURIComponent(file)}&line=3`,
      undefined,
    ])
  })

  it('leads to files of the project alone', () => {
    const outside = projectFolder({ 'secret.ts': '' })
    const project = projectFolder({ 'own.ts': '' })
    symlinkSync(path.join(outside, 'secret.ts'), path.join(project, 'linked.ts'))
    const linkTo = (file: string) => editorLink({ ...PLACE, file }, project, 'vscode')
    expect(linkTo('own.ts')).toBeDefined()
    for (const file of [
      'linked.ts',
      path.join(outside, 'secret.ts'),
      '../x.ts',
      'missing.ts',
      '.',
    ]) {
      expect([file, linkTo(file)]).toEqual([file, undefined])
    }
  })

  it('is refused for an unknown editor', () => {
    expect(() => readEditor('javascript')).toThrow(
      "--editor takes vscode, cursor, zed, webstorm, none, not 'javascript'",
    )
  })
})
