import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import { hoptrace } from '../hoptrace.ts'
import { filesIn, installInto, projectFolder } from '../project/project-folder.ts'
import { SHAPES } from '../project/shapes.ts'

/** Returns what the compiler finds wrong with a project. */
function typeErrors(root: string): string {
  const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [compiler, '-p', root], { encoding: 'utf8' }).stdout
}

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

  it.each(Object.entries(SHAPES).filter(([, { files }]) => 'tsconfig.json' in files))(
    'leaves the types of %s right',
    { timeout: 60_000 },
    async (_name, { files }) => {
      const root = projectFolder(files)
      installInto(root)
      expect(typeErrors(root)).toBe('')
      await hoptrace(['init', root, '--write'])
      expect(typeErrors(root)).toBe('')
    },
  )

  it('escapes on a terminal what could act on it, but not for git', async () => {
    const files = {
      'package.json': { dependencies: { next: '16.4.3' } },
      'app/a/route.ts': '\t// \u202e\u001b[2J\r\nexport const GET = () => new Response()\r\n',
    }
    const root = projectFolder(files)
    const { out } = await hoptrace(['init', root], { isTTY: true, env: { NO_COLOR: '1' } })
    expect(out).toContain(' \t// \\u{202e}\\x1b[2J\n')
    expect((await hoptrace(['init', root])).out).toContain(' \t// \u202e\u001b[2J\r\n')
  })

  it.each([
    [['a', 'b'], 2, 'Pass at most one folder\nSee hoptrace help init.\n'],
    [['nope'], 3, 'There is no folder nope\n'],
  ])('refuses %s', async (args, code, err) => {
    expect(await hoptrace(['init', ...args])).toEqual({ code, out: '', err })
  })

  it('says where hoptrace is not installed', async () => {
    const { err } = await hoptrace([
      'init',
      projectFolder(SHAPES['a monorepo with apps/web']?.files ?? {}),
    ])
    expect(err).toBe('6 files. --write makes these edits.\nRun npm install hoptrace in .\n')
  })

  it('reads sources with the parser in Next.js, and says what to install without it', () => {
    const files = {
      'app/api/a/route.tsx': 'export const GET = async <T,>(a: T) => <p>{a}</p>\n',
    }
    const root = projectFolder({ ...files, 'next.config.js': '', 'package.json': {} })
    const own = path.join(root, 'node_modules/hoptrace')
    for (const name of ['dist', 'package.json'])
      cpSync(path.join(ROOT, name), path.join(own, name), { recursive: true })
    const run = () =>
      spawnSync(process.execPath, [path.join(own, 'dist/cli/main.js'), 'init', root], {
        encoding: 'utf8',
      })
    const { status, stdout, stderr } = run()
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toBe(
      'There is no @babel/parser, which reads sources: npm install --save-dev @babel/parser\n',
    )
    symlinkSync(path.join(ROOT, 'node_modules/next'), path.join(root, 'node_modules/next'))
    expect(run().stdout).toContain(
      '+export const GET = withTracing(async <T,>(a: T) => <p>{a}</p>)\n',
    )
  })

  it('names the files that it writes', async () => {
    const root = projectFolder(SHAPES['the App Router']?.files ?? {})
    const { out } = await hoptrace(['init', root, '--write'])
    expect(out.split('\n').sort().filter(Boolean)).toEqual(
      ['app/api/orders/[id]/route.ts', 'instrumentation.ts', 'proxy.ts'].map(path.normalize),
    )
  })
})
