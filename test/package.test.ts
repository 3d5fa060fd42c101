import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))

const read = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))

describe('the package', () => {
  it('accepts each peer dependency in the version that the tests use', () => {
    const project = mkdtempSync(path.join(tmpdir(), 'hoptrace-peers-'))
    onTestFinished(() => rmSync(project, { recursive: true }))
    const install = (folder: string, manifest: object) => {
      mkdirSync(path.join(project, folder), { recursive: true })
      writeFileSync(path.join(project, folder, 'package.json'), JSON.stringify(manifest))
    }
    const { name, version, peerDependencies, peerDependenciesMeta } = read('.')
    const dependencies: Record<string, string> = { [name]: version }
    for (const peer of Object.keys(peerDependencies)) {
      dependencies[peer] = read(path.join('node_modules', peer)).version
      install(path.join('node_modules', peer), { name: peer, version: dependencies[peer] })
    }
    install('node_modules/hoptrace', { name, version, peerDependencies, peerDependenciesMeta })
    install('.', { name: 'project', dependencies })
    // It fails on a version that is not in its range.
    const tree = execFileSync('npm', ['ls', '--all'], { cwd: project, encoding: 'utf8' })
    expect(Object.keys(peerDependencies).filter((peer) => !tree.includes(peer))).toEqual([])
  })

  it('takes no peer in any version, and locks the ranges that it asks for', () => {
    const { peerDependencies } = read('.')
    expect(Object.values(peerDependencies)).not.toContain('*')
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    expect(packages[''].peerDependencies).toEqual(peerDependencies)
  })

  it('has types that compile without the library dom', () => {
    const project = path.resolve('build/types')
    const code = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
    const entries = code.map((entry) => `hoptrace${entry.slice(1)}`)
    const files = ['index.ts']
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2024', lib: ['es2024'], types: ['node'] },
      ...{ strict: true, noEmit: true, skipLibCheck: false },
    }
    mkdirSync(project, { recursive: true })
    writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    writeFileSync(
      path.join(project, 'index.ts'),
      entries.map((entry, index) => `export * as _${index} from '${entry}'\n`).join(''),
    )
    const { stdout } = spawnSync('node_modules/.bin/tsc', ['-p', project, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    // Next.js's own types do need it.
    const errors = stdout.split('\n').filter((line) => /^(?!node_modules\/).*error/.test(line))
    expect(errors).toEqual([])
  })

  it('contains the files that its documents link to', () => {
    const packing = ['pack', '--dry-run', '--json', '--ignore-scripts']
    const [{ files }] = JSON.parse(execFileSync('npm', packing, { encoding: 'utf8' }))
    const packed: string[] = files.map((file: { path: string }) => file.path)
    const pages = packed.filter((file) => file.endsWith('.md'))
    const links = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https:)([^#)]+)/g)].map(([, file = '']) =>
        path.join(path.dirname(page), file),
      ),
    )
    // Those two are for contributors.
    const missing = links.filter((file) => !packed.includes(file))
    expect(new Set(missing)).toEqual(new Set(['ARCHITECTURE.md', 'CONTRIBUTING.md']))
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'SECURITY.md']))
  })
})
