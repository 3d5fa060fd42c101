import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../local/root.ts'
import { BUILD, FOLDER } from './folder.ts'
import { NODES } from './nodes.ts'
import { runNode } from './run-app.ts'
import { sampleWith, tablesOf } from './samples.ts'

const PAGE = 'testing'
const FLAG = '--experimental-vm-modules'
const [, NODE_24 = ''] = NODES[1] ?? []

/** The import of each runner, as the page's table has it. */
const IMPORTS: Readonly<Record<string, string>> = Object.fromEntries(
  (tablesOf(PAGE, 'Runners')[0] ?? []).map(([runner = '', imported = '']) => [
    plain(runner),
    plain(imported),
  ]),
)

/** What keeps each runner quiet, as the page's table has it. */
const QUIET: Readonly<Record<string, string>> = Object.fromEntries(
  (tablesOf(PAGE, 'A quiet test run')[0] ?? []).map(([runner = '', setting = '']) => [
    plain(runner),
    plain(setting),
  ]),
)

/** A request outside of a capture, whose records are written. */
const LOUD = `
test('another', async () => {
  await handler(events.httpApi(), lambdaContext())
})
`

const withExpect = sampleWith(PAGE, "from 'vitest'")
const withAssert = sampleWith(PAGE, "from 'node:test'")
const jestConfig = (text: string): string => sampleWith(PAGE, text, 'js')

const ROUTE = `
import { expect, test } from '@jest/globals'
import { withTracing } from 'hoptrace/next'
import { captureTrace } from 'hoptrace/testing'

const GET = withTracing(() => new Response('{}', { status: 404 }), { service: 'shop' })

test('an unknown order is a 404', async () => {
  const run = () => GET(new Request('http://localhost/7') as never, { params: Promise.resolve({}) })
  const { ending } = await captureTrace(run)
  expect(ending).toMatchObject({ level: 'warn', error: { code: 'NOT_FOUND' } })
})

test('another', async () => {
  await GET(new Request('http://localhost/7') as never, { params: Promise.resolve({}) })
})
`

type Files = Readonly<Record<string, string>>

/** A folder with these files. */
function project(name: string, files: Files, type: 'module' | 'commonjs' = 'module'): string {
  const folder = path.join(BUILD, 'runners', name)
  for (const [file, text] of Object.entries({
    ...files,
    'package.json': JSON.stringify({ type }),
  })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
  return folder
}

const importing = (sample: string, runner: string): string =>
  sample.replace(/^import .* from '(vitest|node:test)'$/m, IMPORTS[runner] ?? 'missing') + LOUD

interface Outcome {
  readonly code: number | null
  readonly output: string
  /** How many requests wrote their start. */
  readonly loud: number
}

async function runIn(cwd: string, node: string, args: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await runNode(args, { node, cwd })
  const output = `${stdout.join('\n')}\n${stderr}`
  return { code, output, loud: output.split('"phase":"start"').length - 1 }
}

const binary = (...parts: string[]): string => path.join(FOLDER, 'node_modules', ...parts)
const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
const MOCHA = binary('mocha/bin/mocha.js')
const JEST = binary('jest/bin/jest.js')

describe.each(NODES)('on Node %s', (version, node) => {
  it('Vitest runs the samples, and --silent hides no records', async () => {
    const files = {
      'orders.test.ts': withExpect + LOUD,
      'services.test.ts': sampleWith(PAGE, "service: 'orders'"),
    }
    const folder = project(`vitest-${version}`, files)
    const { code, output, loud } = await runIn(folder, node, [
      VITEST,
      'run',
      '--silent',
      '--root=.',
    ])
    expect([code, loud], output).toEqual([0, 1])
    expect(output).toMatch(/Tests.*3 passed/)
  })

  it('node:test runs the sample', async () => {
    const folder = project(`node-test-${version}`, { 'orders.test.ts': withAssert + LOUD })
    const { code, output, loud } = await runIn(folder, node, ['--test', 'orders.test.ts'])
    expect([code, loud], output).toEqual([0, 1])
    expect(output).toMatch(/pass 2$/m)
  })

  it('Mocha runs the sample', async () => {
    const files = { 'orders.test.ts': importing(withAssert, 'Mocha') }
    const folder = project(`mocha-${version}`, files)
    const { code, output, loud } = await runIn(folder, node, [MOCHA, 'orders.test.ts'])
    expect([code, loud], output).toEqual([0, 1])
    expect(output).toContain('2 passing')
  })
})

/** The ways in which the page has Jest load ES modules, by what its tests are. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'run as ES modules': [FLAG],
  'run as CommonJS': ['transformIgnorePatterns', FLAG],
  'use `next/jest`': ['transpilePackages', FLAG],
}

describe('Jest', () => {
  const [rows = []] = tablesOf(PAGE, 'Jest')
  const cases = rows.flatMap(([tests = '', ...cells]) =>
    NODES.flatMap(([version, node], column) =>
      (WAYS[tests] ?? []).map((way) => {
        const works = cells[column]?.includes(way) === true
        return { tests, way, version, node, works, title: works ? 'pass' : 'fail' }
      }),
    ),
  )

  it('has a row in the table for each kind of tests', () => {
    expect(rows.map(([tests]) => tests)).toEqual(Object.keys(WAYS))
  })

  it.each(cases)(
    'tests that $tests $title on Node $version with $way',
    async ({ tests, way, version, node, works }) => {
      const folder = jestProject(tests, [way], version)
      const flags = way === FLAG ? [FLAG] : []
      const { code, output, loud } = await runIn(folder, node, [...flags, JEST, '--silent'])
      const says = works ? /^Tests: +(\d) passed, \1 total/m : /Must use import to load ES Module/
      expect([code, loud], output).toEqual(works ? [0, 1] : [1, 0])
      expect(output).toMatch(says)
    },
  )

  it('fails in next/jest on Node 24 with transpilePackages and the flag', async () => {
    const folder = jestProject('use `next/jest`', ['transpilePackages', FLAG], '24')
    const { code, output } = await runIn(folder, NODE_24, [FLAG, JEST])
    expect([code, output]).toEqual([1, expect.stringContaining('exports is not defined')])
  })

  it.each(Object.keys(WAYS))(
    'fails to load an ES module in tests that %s, without the settings of the table',
    async (tests) => {
      const { code, output } = await runIn(jestProject(tests, [], '24'), NODE_24, [JEST])
      expect(code).toBe(1)
      expect(output).toMatch(/Must use import to load ES Module|Cannot find module '@middy\/core'/)
    },
  )
})

describe('hoptrace/testing/setup', () => {
  it('keeps Vitest quiet', async () => {
    const config = `export default { test: { ${QUIET.Vitest} } }`
    const files = { 'orders.test.ts': withExpect + LOUD, 'vitest.config.ts': config }
    const { code, loud } = await runIn(project('vitest-quiet', files), NODE_24, [VITEST, 'run'])
    expect([code, loud]).toEqual([0, 0])
  })

  it('keeps node:test quiet', async () => {
    const folder = project('node-test-quiet', { 'orders.test.ts': withAssert + LOUD })
    const [, ...words] = QUIET['node:test']?.split(' ') ?? []
    const { code, loud } = await runIn(folder, NODE_24, [...words, 'orders.test.ts'])
    expect([code, loud]).toEqual([0, 0])
  })

  it('keeps Mocha quiet', async () => {
    const folder = project('mocha-quiet', { 'orders.test.ts': importing(withAssert, 'Mocha') })
    const [, ...words] = QUIET.Mocha?.split(' ') ?? []
    const { code, output, loud } = await runIn(folder, NODE_24, [MOCHA, ...words, 'orders.test.ts'])
    expect([code, loud]).toEqual([0, 0])
    expect(output).toContain('2 passing')
  })

  it('keeps Jest quiet', async () => {
    const config = jestConfig('extensionsToTreatAsEsm').replace(/\}\s*$/, `  ${QUIET.Jest},\n}\n`)
    const folder = ordersProject('jest-quiet', config, 'module')
    const { code, loud } = await runIn(folder, NODE_24, [FLAG, JEST])
    expect([code, loud]).toEqual([0, 0])
  })
})

/** A project that Jest tests in some of the ways of the page. */
function jestProject(tests: string, ways: readonly string[], version: string): string {
  const name = ['jest', version, tests, ...ways].join(' ').replaceAll(/\W+/g, '-')
  if (tests === 'use `next/jest`') return nextProject(name, ways)
  const isModule = tests === 'run as ES modules'
  const config = jestConfig(isModule ? 'extensionsToTreatAsEsm' : 'transformIgnorePatterns')
  const used = ways.includes('transformIgnorePatterns')
    ? config
    : config.replace(/^ {2}transformIgnore.*\n/m, '')
  return ordersProject(name, used, isModule ? 'module' : 'commonjs')
}

function ordersProject(name: string, config: string, type: 'module' | 'commonjs'): string {
  const files = { 'orders.test.ts': importing(withExpect, 'Jest'), 'jest.config.js': config }
  const folder = project(name, files, type)
  symlinkSync(path.join(FOLDER, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}

function nextProject(name: string, ways: readonly string[]): string {
  const transpiles = ways.includes('transpilePackages')
  const files = {
    'app/api/orders/route.test.ts': ROUTE,
    'jest.config.js': jestConfig('next/jest.js'),
    'next.config.ts': transpiles ? sampleWith(PAGE, 'transpilePackages') : 'export default {}',
  }
  return project(name, files, 'commonjs')
}

function plain(text: string): string {
  return text.replaceAll('`', '')
}
