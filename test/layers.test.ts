import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const SOURCES = globSync('src/**/*.{ts,tsx}')

/** What each folder of src may import beside itself. */
const MAY_IMPORT: Record<string, RegExp> = {
  aws: /^src\/core\//,
  core: /^node:async_hooks$/,
  middy: /^src\/core\//,
  node: /^(src\/core\/|node:http$)/,
  next: /^(src\/core\/|next(\/|$))/,
  xray: /^(src\/core\/|aws-xray-sdk-core\/)/,
  otlp: /^(src\/(core|lines)\/|@smithy\/signature-v4$)/,
  otel: /^(src\/core\/|@opentelemetry\/api$|node:async_hooks$)/,
  testing: /^(src\/core\/|node:assert$)/,
  lines:
    /^(src\/core\/(record|redact\/redactor|propagation\/trace-id)\.ts|node:(fs|fs\/promises|path|util|zlib))$/,
  queries: /^(src\/core\/(record|option\/(read-option|rules))\.ts|node:(fs|module|path))$/,
  cloudformation:
    /^(src\/(queries\/(choose-queries|index|query)|core\/option\/(read-option|rules|renamed-options))\.ts|node:(crypto|fs|module|path))$/,
  cdk: /^(src\/cloudformation\/|aws-cdk-lib(\/|$)|constructs$)/,
  serverless:
    /^(src\/cloudformation\/(index|function-environment|xray-permission)\.ts|src\/cli\/(run|cli-io)\.ts|src\/core\/(option\/(read-option|renamed-options)|platform\/environment)\.ts|src\/queries\/choose-queries\.ts|node:(child_process|fs|path))$/,
  ui: /^(src\/cli\/(live\/(request-summary|server\/event-stream)|view\/[\w-]+)\.ts|preact(\/hooks)?|@preact\/signals|@tanstack\/virtual-core)$/,
  cli: /^(src\/(queries|lines|otlp)\/|src\/cloudformation\/(index|function-environment|references|template-actions|template-triggers|xray-permission)\.ts$|src\/core\/(record|lib\/escape-controls|output\/(format-block|error-text|fold-frames)|propagation\/(trace-id|xray))\.ts$|node:|@duckdb\/node-api$|@babel\/(parser|types)$|yaml$|@aws-sdk\/client-cloudwatch-logs$|@modelcontextprotocol\/server(\/stdio)?$)/,
}

/** The folders and contracts of src/core: each may import only what stands below it. */
const CORE_ORDER = [
  ['lambda/'],
  ['calls/'],
  ['trace/'],
  ['record/'],
  ['settings.ts'],
  ['options.ts'],
  ['exporter.ts', 'host.ts', 'level.ts'],
  ['trace.ts'],
  ['sampling/', 'metrics/', 'redact/', 'output/'],
  ['propagation/'],
  ['outcome/'],
  ['option/'],
  ['platform/'],
  ['span.ts'],
  ['lib/'],
  ['record.ts'],
]

/** What is touched in one file each, of the library and of the command line tool. */
const TOUCHED_IN_ONE_FILE: [string, RegExp, string][] = [
  ['the environment', /process\.env/, 'src/core/platform/environment.ts'],
  ['the clock', /Date\.now|performance\.|new Date\(\)|hrtime/, 'src/core/platform/clock.ts'],
  ['randomness', /Math\.random|crypto\./, 'src/core/platform/ids.ts'],
  ['the output', /(?<!\.)console\.|process\.std/, 'src/core/platform/stdout.ts'],
]

const CLI_IO = 'src/cli/cli-io.ts'

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const specifiers = text.matchAll(
    /^(?:(?:import|export) [\w\s{},*]*? from|import) '([^']+)'$|\bimport\('([^']+)'\)/gm,
  )
  return [...specifiers].map(([, fixed, dynamic]) => {
    const name = fixed ?? dynamic ?? ''
    return name.startsWith('.') ? path.join(path.dirname(file), name) : name
  })
}

/** The place of a file of src/core in its order, from the top. */
function rankOf(file: string): number {
  const name = file.slice('src/core/'.length)
  return CORE_ORDER.findIndex((parts) =>
    parts.some((part) => (part.endsWith('/') ? name.startsWith(part) : name === part)),
  )
}

function folderOf(file: string): string {
  return path.dirname(file)
}

/** A chain of imports that leads from a file back to it, also of types; `undefined` if there is none. */
function circleAt(file: string): string[] | undefined {
  const seen = new Set<string>()
  const chains = [[file]]
  for (const chain of chains) {
    for (const next of importsOf(chain.at(-1) ?? '').filter((name) => name.startsWith('src/'))) {
      if (next === file) return [...chain, next]
      if (!seen.has(next)) chains.push([...chain, next])
      seen.add(next)
    }
  }
  return undefined
}

function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '')
}

describe('the layers', () => {
  it.each(SOURCES)('%s imports only what its folder may', (file) => {
    const folder = file.split(path.sep).slice(1, -1)[0]
    const allowed = folder === undefined ? /^src\/core\// : MAY_IMPORT[folder]
    expect(allowed, `no rule for src/${folder}`).toBeDefined()
    const own = `src/${folder}/`
    const foreign = importsOf(file).filter((name) => !name.startsWith(own) && !allowed?.test(name))
    expect(foreign).toEqual([])
  })

  it.each(SOURCES)('%s is in no circle of imports, not even of types', (file) => {
    expect(circleAt(file)).toBeUndefined()
  })

  it.each(SOURCES.filter((file) => file.startsWith('src/core/')))(
    '%s imports only what stands below it in the core',
    (file) => {
      const above = importsOf(file).filter(
        (name) =>
          name.startsWith('src/core/') &&
          (folderOf(name) !== folderOf(file) || folderOf(file) === 'src/core') &&
          rankOf(name) <= rankOf(file),
      )
      expect(rankOf(file), `no place for ${file}`).toBeGreaterThanOrEqual(0)
      expect(above).toEqual([])
    },
  )

  it('the core has eight contracts at its root, and nothing else', () => {
    const contracts = [
      'exporter',
      'host',
      'level',
      'options',
      'record',
      'settings',
      'span',
      'trace',
    ]
    const root = SOURCES.filter((file) => folderOf(file) === 'src/core')
    expect(root.sort()).toEqual(contracts.map((name) => `src/core/${name}.ts`))
  })

  it('the tests of the core lie in the folders of their subjects', () => {
    const folders = new Set(SOURCES.map(folderOf))
    const misplaced = globSync('test/core/**/*.test.ts').filter((file) => {
      const subject = file.replace(/^test/, 'src').replace('.test.ts', '.ts')
      return folderOf(subject) === 'src/core'
        ? !SOURCES.includes(subject)
        : !folders.has(folderOf(subject))
    })
    expect(misplaced).toEqual([])
  })

  it.each(TOUCHED_IN_ONE_FILE)('%s is touched in one file', (_what, pattern, home) => {
    const homes = SOURCES.filter((file) => pattern.test(codeOf(file)))
    expect(homes.filter((file) => !file.startsWith('src/cli/'))).toEqual([home])
    expect(homes.filter((file) => file.startsWith('src/cli/'))).toEqual(
      homes.includes(CLI_IO) ? [CLI_IO] : [],
    )
  })

  it('the handlers and the frontend import the package by its public name', () => {
    const files = globSync(['handlers/**/*.ts', 'frontend/{app,server}/**/*.{ts,tsx}'])
    const inside = files.filter((file) =>
      importsOf(file).some((name) => /^(src|dist)\//.test(name)),
    )
    expect(files.length).toBeGreaterThan(10)
    expect(inside).toEqual([])
  })

  it('the page of hoptrace dev takes only types from the command line', () => {
    const files = SOURCES.filter((file) => file.startsWith('src/ui/'))
    const taken = files.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/^(?!import type ).* from '\.\.\/cli\/.*$/gm),
    ])
    expect(files.length).toBeGreaterThan(10)
    expect(taken).toEqual([])
  })

  it('the handlers time no AWS client by hand', () => {
    const clients = globSync('handlers/*.ts').filter((file) =>
      importsOf(file).some((name) => name.startsWith('@aws-sdk/client-')),
    )
    const traced = clients.filter((file) => importsOf(file).includes('hoptrace/aws'))
    const timed = globSync('handlers/*.ts').flatMap((file) =>
      [...codeOf(file).matchAll(/\.call\(\s*'(\w+)'/g)].map(([, service]) => service),
    )
    expect(clients.length).toBeGreaterThan(2)
    expect(traced).toEqual(clients)
    expect(timed.sort()).toEqual(['credits', 'http'])
  })

  it('local imports only records and the format pretty from the library', () => {
    const taken = globSync('local/**/*.ts')
      .flatMap(importsOf)
      .filter((name) => /^src\/(?!cli\/|queries\/)/.test(name))
    expect([...new Set(taken)].sort()).toEqual([
      'src/core/output/pretty.ts',
      'src/core/record.ts',
      'src/lines/record.ts',
    ])
  })

  it('the code that fetches a user’s URL imports nothing of hoptrace', () => {
    expect(
      importsOf('handlers/guarded-get.ts').filter((name) => name.startsWith('hoptrace')),
    ).toEqual([])
    expect(importsOf('handlers/image.ts').filter((name) => name.startsWith('hoptrace'))).toEqual([])
  })
})
