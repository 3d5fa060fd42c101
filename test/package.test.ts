import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))

const COMMAND_LINE = 'docs/command-line.md'
const DUCKDB = '@duckdb/node-api'

const read = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))

interface Needs {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Returns the folder of a project with this package and others, each of which is only its manifest. */
function projectWith({ dependencies, devDependencies }: Needs): string {
  const project = mkdtempSync(path.join(tmpdir(), 'hoptrace-project-'))
  onTestFinished(() => rmSync(project, { recursive: true }))
  const write = (folder: string, manifest: object) => {
    mkdirSync(path.join(project, folder), { recursive: true })
    writeFileSync(path.join(project, folder, 'package.json'), JSON.stringify(manifest))
  }
  const { name, version, peerDependencies, peerDependenciesMeta } = read('.')
  for (const [peer, installed] of Object.entries({ ...dependencies, ...devDependencies })) {
    write(path.join('node_modules', peer), { name: peer, version: installed })
  }
  write(`node_modules/${name}`, { name, version, peerDependencies, peerDependenciesMeta })
  write('.', {
    name: 'project',
    dependencies: { ...dependencies, [name]: version },
    devDependencies,
  })
  return project
}

describe('the package', () => {
  it('accepts each peer dependency in the version that the tests use', () => {
    const { peerDependencies } = read('.')
    const peers = Object.keys(peerDependencies)
    const versions = peers.map((peer) => [peer, read(path.join('node_modules', peer)).version])
    const project = projectWith({ dependencies: Object.fromEntries(versions) })
    // It fails on a version that is not in its range.
    const tree = execFileSync('npm', ['ls', '--all'], { cwd: project, encoding: 'utf8' })
    expect(peers.filter((peer) => !tree.includes(peer))).toEqual([])
  })

  it('accepts the two versions of DuckDB that docs/command-line.md names, and no other', () => {
    const named = /tested with: ([\d.]+) or ([\d.]+)\./.exec(readFileSync(COMMAND_LINE, 'utf8'))
    const isTaken = (version: string) => {
      const cwd = projectWith({ devDependencies: { [DUCKDB]: version } })
      return spawnSync('npm', ['ls', '--all'], { cwd }).status === 0
    }
    const versions = ['1.5.4', named?.[1], named?.[2], '1.5.7']
    const taken = versions.map((version) => isTaken(`${version}-r.9`))
    expect(taken).toEqual([false, true, true, false])
  })

  it('stays beside DuckDB in a production install unless optional packages are omitted', () => {
    const hasDuckDb = (...omitted: string[]) => {
      const cwd = projectWith({ devDependencies: { [DUCKDB]: '1.5.6-r.1' } })
      execFileSync('npm', ['prune', '--offline', ...omitted.map((type) => `--omit=${type}`)], {
        cwd,
      })
      return existsSync(path.join(cwd, 'node_modules', DUCKDB))
    }
    expect([hasDuckDb('dev'), hasDuckDb('dev', 'peer')]).toEqual([true, true])
    expect(hasDuckDb('dev', 'optional')).toBe(false)
  })

  it('accepts no peer dependency in any version, and locks the ranges', () => {
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
