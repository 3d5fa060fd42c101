import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (file: string): string => readFileSync(file, 'utf8')
const readJson = (file: string) => JSON.parse(read(file))
const readYaml = (file: string) => parse(read(file))

const YAML_FILES = globSync('.github/**/*.{yml,yaml}')
const FORMS = globSync('.github/ISSUE_TEMPLATE/*.yml').filter(
  (file) => !file.endsWith('/config.yml'),
)
const GENERATED_PATHS = [
  '**/node_modules/**',
  'build/**',
  'dist/**',
  '.serverless/**',
  '.hoptrace/**',
]

interface Update {
  readonly 'package-ecosystem': string
  readonly directory?: string
  readonly directories?: readonly string[]
  readonly schedule: { readonly interval: string }
  readonly groups: Readonly<Record<string, { readonly patterns: readonly string[] }>>
  readonly ignore?: readonly { readonly 'dependency-name': string }[]
}

const { updates }: { updates: Update[] } = readYaml('.github/dependabot.yml')
const foldersOf = ({ directory, directories = [] }: Update): string[] =>
  directory === undefined ? [...directories] : [directory]

describe('the workflow', () => {
  const { jobs, permissions, concurrency, on } = readYaml('.github/workflows/ci.yml')
  const [job, ...others] = Object.values<Record<string, unknown>>(jobs)

  it('runs .ci/run on pull requests and on main, and nothing else', () => {
    const steps = job?.steps as { run?: string; uses?: string }[]
    expect(others).toEqual([])
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['bash .ci/run'])
    expect(Object.keys(on).sort()).toEqual(['pull_request', 'push'])
    expect(on.push).toEqual({ branches: ['main'] })
  })

  it('runs on Debian with the Node of the npm scripts', () => {
    const [, major = ''] = /\^(\d+)/.exec(readJson('package.json').devDependencies.node) ?? []
    expect(job?.container).toMatch(new RegExp(`^node:${major}-[a-z]+$`))
  })

  it('has read permissions alone, a timeout, and is cancelled by a newer run', () => {
    expect(permissions).toEqual({ contents: 'read' })
    expect(job?.['timeout-minutes']).toBe(90)
    expect(concurrency.group).toContain('github.ref')
  })

  it('pins the actions of others to a commit', () => {
    const uses = globSync('.github/workflows/*').flatMap((file) => read(file).match(/uses: .+/g))
    expect(uses.length).toBeGreaterThan(0)
    for (const use of uses) expect(use).toMatch(/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })
})

describe('Dependabot', () => {
  it('lists every folder with a lockfile', () => {
    const lockfiles = globSync('**/package-lock.json', { exclude: GENERATED_PATHS })
    const folders = lockfiles.map((file) => path.join('/', path.dirname(file)))
    const npm = updates.filter((update) => update['package-ecosystem'] === 'npm')
    expect(npm.flatMap(foldersOf).sort()).toEqual(folders.sort())
  })

  it('updates packages and actions once a week and in groups', () => {
    expect(updates.map((update) => update['package-ecosystem'])).toContain('github-actions')
    for (const { schedule, groups } of updates) {
      expect(schedule.interval).toBe('weekly')
      expect(Object.values(groups).flatMap(({ patterns }) => patterns)).toEqual(['*'])
    }
  })

  it('ignores versions that are pinned by hand', () => {
    const { devDependencies } = readJson('package.json')
    const pinned = Object.keys(devDependencies).filter((name) =>
      /^\d/.test(devDependencies[name] as string),
    )
    const root = updates.find(({ directory }) => directory === '/')
    const ignored = root?.ignore?.map((rule) => rule['dependency-name'])
    expect(pinned.length).toBeGreaterThan(0)
    expect(ignored).toEqual(expect.arrayContaining(pinned))
  })
})

describe('the files of .github', () => {
  it.each(YAML_FILES)('%s is YAML', (file) => {
    expect(readYaml(file)).toBeTypeOf('object')
  })

  it.each(FORMS)('%s is a form that GitHub accepts', (file) => {
    const { name, description, body, ...rest } = readYaml(file)
    const fields: { type: string; id?: string; attributes: { label?: string } }[] = body
    const asked = fields.filter(({ type }) => type !== 'markdown')
    expect([name, description]).toEqual([expect.any(String), expect.any(String)])
    expect(rest).toEqual({})
    expect(asked.length).toBeGreaterThan(0)
    for (const { type, attributes } of asked) {
      expect(['checkboxes', 'dropdown', 'input', 'textarea']).toContain(type)
      expect(attributes.label).toEqual(expect.any(String))
    }
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length)
  })

  it('name files and scripts that exist', () => {
    const texts = globSync('.github/**/*.{yml,md}').map(read).join('\n')
    const files = texts.match(/\bdocs\/[\w-]+\.md|\b[A-Z]+\.md|\.ci\/run\b/g) ?? []
    const scripts = texts.match(/(?<=npm run )[\w:]+/g) ?? []
    expect(files.length).toBeGreaterThan(3)
    expect(files.filter((file) => !existsSync(file))).toEqual([])
    expect(Object.keys(readJson('package.json').scripts)).toEqual(expect.arrayContaining(scripts))
  })
})

describe('.editorconfig', () => {
  it('has the settings of Biome’s formatter', () => {
    const [, all = ''] = read('.editorconfig').split('[*]')
    const settings = Object.fromEntries(
      [...(all.split('\n[')[0] ?? '').matchAll(/^(\w+) = (.+)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    )
    const {
      indentStyle,
      lineWidth,
      indentWidth = 2,
      lineEnding = 'lf',
    } = readJson('biome.json').formatter
    expect(settings).toEqual({
      charset: 'utf-8',
      end_of_line: lineEnding,
      indent_style: indentStyle,
      indent_size: String(indentWidth),
      insert_final_newline: 'true',
      max_line_length: String(lineWidth),
      trim_trailing_whitespace: 'true',
    })
  })
})

describe('the package', () => {
  it('finds its own package.json by its name', () => {
    const found = createRequire(import.meta.url).resolve('hoptrace/package.json')
    expect(found).toBe(path.resolve('package.json'))
  })

  it('runs nothing when it is installed', () => {
    const scripts = Object.keys(readJson('package.json').scripts)
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare']
    expect(scripts.filter((name) => atInstall.includes(name))).toEqual([])
  })
})

describe('CONTRIBUTING.md', () => {
  it('names npm scripts that exist, and each suite', () => {
    const { scripts } = readJson('package.json')
    const named = read('CONTRIBUTING.md').match(/(?<=`npm run )[\w:]+/g) ?? []
    const suites = Object.keys(scripts).filter((name) => name.startsWith('test:'))
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    expect(named).toEqual(expect.arrayContaining(suites))
  })
})
