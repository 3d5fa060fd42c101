import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../../src/cli/source-maps/fingerprint.ts'
import { parseFrame } from '../../../src/cli/source-maps/frame.ts'
import { openSourceMaps } from '../../../src/cli/source-maps/open.ts'
import { readSourceMap } from '../../../src/cli/source-maps/source-map.ts'
import { sourceName } from '../../../src/cli/source-maps/source-name.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { bundled, folderWith } from './built.ts'

const home = process.cwd()
afterEach(() => process.chdir(home))

const SOURCE = `export function loadOrder(id: string): string {
  if (id === '') return id
  throw new Error(\`no order \${id}\`)
}
`
const MAIN = `import { loadOrder } from './orders.ts'
try {
  loadOrder('7')
} catch (error) {
  process.stdout.write(String((error as Error).stack))
}
`

/** A built project, and the stack of an error of it as another machine writes it. */
async function built(mainFile = '/var/task/dist/main.mjs') {
  const root = folderWith({
    'package.json': '{}',
    'src/main.ts': MAIN,
    'src/orders.ts': SOURCE,
  })
  await bundled(root)
  const program = path.join(root, 'dist/main.mjs')
  const { stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  const stack = stdout.replaceAll(`file://${program}`, mainFile)
  return { root, stack, dist: path.join(root, 'dist') }
}

const TRACE = 'req_0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const base = {
  level: 'error',
  traceId: TRACE,
  spanId: '00000000000000a1',
  service: 'shop',
  layer: 'lambda',
  action: 'a',
}
/** The records of a request that failed, whose failing step has no version. */
const recordsWith = (stack: string, version?: string) => {
  const error = { message: 'no order 7', code: 'INTERNAL_ERROR', name: 'Error', stack }
  const at = (second: number) => `2026-11-30T10:34:0${second}.000Z`
  return [
    { ...base, timestamp: at(1), phase: 'start', message: 'Lambda start', version },
    {
      ...base,
      timestamp: at(2),
      phase: 'hop',
      message: 'Hop - load',
      hopName: 'load',
      spanId: '00000000000000a2',
      parentId: base.spanId,
      duration: 1,
      result: 'error',
      error,
    },
    {
      ...base,
      timestamp: at(3),
      phase: 'complete',
      message: 'Lambda error',
      duration: 2,
      result: 'error',
      error,
      version,
    },
  ]
}

describe('hoptrace trace --source-maps', () => {
  it('shows the line, the column, the function and the lines of source around it', async () => {
    const { stack, dist } = await built()
    const args = ['trace', TRACE, '--file', logFile(...recordsWith(stack)), '--source-maps', dist]
    const { out, err } = await hoptrace(args)
    expect(out).toContain('at loadOrder (src/orders.ts:3:9)')
    expect(out).toContain("2 |   if (id === '') return id\n")
    expect(out).toContain('>     3 |   throw new Error(`no order $')
    expect(err).toContain('The lines of source are unverified')
    expect(err).toContain('unknown')
  })

  it('shows them on the HTML page too, and in JSON the places alone', async () => {
    const { stack, dist, root } = await built()
    const html = path.join(root, 'trace.html')
    const log = ['--file', logFile(...recordsWith(stack)), '--source-maps', dist]
    const { out } = await hoptrace(['trace', TRACE, ...log, '--json', '--html', html])
    const {
      traces: [report],
    } = JSON.parse(out)
    expect(report.failure.error.stack).toContain('(src/orders.ts:3:9)')
    expect(report.failure.error.stack).not.toContain(' | ')
    expect(readFileSync(html, 'utf8')).toContain('src/orders.ts:3:9')
  })

  it('shows them in the rows of a query', async () => {
    const { stack, dist } = await built()
    const log = ['--file', logFile(...recordsWith(stack)), '--source-maps', dist]
    const { out } = await hoptrace(['query', 'recent-errors', ...log, '--json'])
    expect(JSON.parse(out).rows[0]['error.stack']).toContain('(src/orders.ts:3:9)')
  })

  it('names a folder that does not exist', async () => {
    const args = ['trace', TRACE, '--file', logFile(), '--source-maps', '/nowhere']
    expect(await hoptrace(args)).toMatchObject({ code: 3, err: 'There is no folder /nowhere\n' })
  })
})

describe('a build in the working directory that says no version', () => {
  const CHUNK = '.next/server/chunks/app_page_tsx_1l8ux-5yz7wjx._.js'
  const map = {
    version: 3,
    sources: ['turbopack:///[project]/app/page.tsx'],
    names: [],
    mappings: 'AAAA',
  }

  async function traced(file: string, buildAt = '2026-11-30T10:00:00Z') {
    const root = folderWith({ [file]: 'throw 1', [`${file}.map`]: JSON.stringify(map) })
    utimesSync(path.join(root, file), new Date(buildAt), new Date(buildAt))
    process.chdir(root)
    const stackOf = (folder: string) => `Error: no\n    at loadPage (${folder}/${file}:1:1)`
    const trace = (folder: string) =>
      hoptrace(['trace', TRACE, '--file', logFile(...recordsWith(stackOf(folder), 'v1'))])
    return { trace, root }
  }

  it.each([CHUNK, '.next/dev/server/chunks/app_page_tsx_.js'])(
    'shows its sources if it has the unchanged file: %s',
    async (file) => {
      const { trace, root } = await traced(file)
      const { out, err } = await trace(root)
      expect(out).toContain('at loadPage (app/page.tsx:1:1)')
      expect(err).toBe('')
    },
  )

  it.each([
    ['the file is newer than the error', CHUNK, '2026-11-30T11:00:00Z', ''],
    ['the file is one of another folder', CHUNK, undefined, '/elsewhere'],
    ['a server may run what the file was before', 'dist/main.js', undefined, ''],
  ])('is only hinted at if %s', async (_why, file, buildAt, elsewhere) => {
    const { trace, root } = await traced(file, buildAt)
    const { out, err } = await trace(elsewhere || root)
    expect(out).toContain(`${file}:1:1`)
    const [build] = file.split('/')
    expect(err).toBe(
      `Stacks name built files. Nothing says that ${build} is the build that ran: --source-maps ${build} shows the lines of its sources.\n`,
    )
  })
})

describe('hoptrace source-maps collect', () => {
  it('keeps maps by version, which trace takes for records of that version and no other', async () => {
    const { stack, root } = await built()
    process.chdir(root)
    const collect = ['source-maps', 'collect', 'dist', '--version', 'v42']
    const collected = await hoptrace(collect)
    expect(collected).toMatchObject({ code: 0, out: '1 map in .hoptrace/source-maps/v42\n' })
    expect(readdirSync('.hoptrace/source-maps/v42/dist')).toEqual(['main.mjs.map'])
    rmSync('dist', { recursive: true })
    const traced = (version?: string) =>
      hoptrace(['trace', TRACE, '--file', logFile(...recordsWith(stack, version))])
    const known = await traced('v42')
    expect(known.out).toContain('at loadOrder (src/orders.ts:3:9)')
    expect(known.out).toContain('throw new Error(')
    expect(known.err).not.toContain('unverified')
    for (const other of ['v41', undefined]) {
      expect((await traced(other)).out).toContain('/var/task/dist/main.mjs:')
    }
    mkdirSync('below')
    process.chdir('below')
    expect((await traced('v42')).out).toContain('src/orders.ts:3:9')
  })

  it('leaves out what it has collected before', async () => {
    const { root } = await built()
    process.chdir(root)
    for (const version of ['v1', 'v2', 'v2']) {
      const { out } = await hoptrace(['source-maps', 'collect', '.', '--version', version])
      expect(out).toBe(`1 map in .hoptrace/source-maps/${version}\n`)
    }
    const here = ['source-maps', 'collect', 'dist', '--to', '.', '--version', 'v3']
    expect((await hoptrace(here)).out).toBe('1 map in v3\n')
  })

  it('keeps a build that a link leads to within the folder of the version', async () => {
    const { dist } = await built()
    const project = folderWith({ 'package.json': '{}' })
    symlinkSync(dist, path.join(project, 'dist'))
    process.chdir(project)
    await hoptrace(['source-maps', 'collect', 'dist', '--to', 'maps', '--version', 'v1'])
    expect(readdirSync('maps/v1', { recursive: true }).toSorted()).toEqual([
      'dist',
      'dist/main.mjs.map',
      'source-maps.json',
    ])
  })

  it('says that it can’t write', async () => {
    const { root } = await built()
    process.chdir(root)
    const to = ['--to', 'package.json', '--version', 'v1']
    const { code, err } = await hoptrace(['source-maps', 'collect', 'dist', ...to])
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/^package\.json\/v1 can't be written: .*ENOTDIR.*\n$/),
    ])
  })

  it('takes the version of the environment, and refuses one that is no folder', async () => {
    const { root } = await built()
    process.chdir(root)
    const collect = ['source-maps', 'collect', 'dist']
    const { out } = await hoptrace(collect, { env: { HOPTRACE_VERSION: 'abc' } })
    expect(out).toContain('.hoptrace/source-maps/abc')
    const to = ['--to', 'maps', '--version']
    expect((await hoptrace([...collect, ...to, '../up'])).code).toBe(2)
    expect((await hoptrace([...collect, ...to, '..'])).code).toBe(2)
    expect(await hoptrace([...collect, ...to, 'v1'])).toMatchObject({ code: 0 })
    expect(await hoptrace(['source-maps', 'collect', 'src', ...to, 'v1'])).toMatchObject({
      code: 3,
      err: 'There are no source maps in src\n',
    })
    expect((await hoptrace(['source-maps'])).code).toBe(2)
  })
})

describe('a frame', () => {
  it.each([
    ['    at /var/task/a.js:1:2', '', '/var/task/a.js'],
    ['    at load (/x/app/(shop)/page.js:1:2)', 'load', '/x/app/(shop)/page.js'],
    ['    at async load (file:///x/[id]/a%20b.mjs:1:2)', 'load', '/x/[id]/a b.mjs'],
    ['    at Object.load [as run] (/x/a.js:1:2)', 'Object.load [as run]', '/x/a.js'],
    ['    at load (C:\\x\\a.js:1:2)', 'load', 'C:/x/a.js'],
  ])('is read from its end: %s', (line, name, file) => {
    expect(parseFrame(line)).toMatchObject({ name, file, line: 1, column: 2 })
  })

  it.each([
    '    at node:internal/process/task_queues:105:5',
    '    at JSON.parse (<anonymous>)',
    '    at async Promise.all (index 0)',
    '    at Runtime.handle (file:///var/runtime/index.mjs:1:2)',
    '    at use (/var/task/node_modules/middy/index.js:1:2)',
    '    at eval (webpack-internal:///(rsc)/./lib/deep.ts:12:19)',
    '    at load (https://a.example/x.js:1:2)',
    'Error: at /var/task/a.js:1:2',
    `    at ${'('.repeat(100_000)}:1:2)`,
  ])('is none of the application: %.60s', (line) => {
    expect(parseFrame(line)).toBeUndefined()
  })
})

describe('a frame stays as it is', () => {
  it.each([
    ['whose line the build does not have', ':900:1'],
    ['whose column the build does not have', ':1:9000'],
  ])('%s', async (_what, position) => {
    const { dist } = await built()
    const stack = `Error: x\n    at load (/var/task/dist/main.mjs${position})`
    expect(openSourceMaps([dist]).mapStack(stack, {})).toBe(stack)
  })

  it('if two built files fit it alike', async () => {
    const { dist, stack, root } = await built('/var/task/main.mjs')
    mkdirSync(path.join(root, 'dist/other'))
    const maps = openSourceMaps([dist])
    expect(maps.mapStack(stack, {})).toContain('src/orders.ts')
    renameSync(path.join(dist, 'main.mjs'), path.join(dist, 'other/main.mjs'))
    expect(openSourceMaps([dist]).mapStack(stack, {})).toBe(stack)
  })

  it.each([
    ['no JSON', '{'],
    ['another version', '{"version":2,"mappings":"","sources":[]}'],
    ['no mappings', '{"version":3,"sources":[]}'],
    ['a broken section', '{"version":3,"sections":[null]}'],
  ])('if its map is %s', async (_what, map) => {
    const { dist, stack } = await built()
    writeFileSync(path.join(dist, 'main.mjs.map'), map)
    expect(openSourceMaps([dist]).mapStack(stack, {})).toBe(stack)
  })

  it('if builds of several packages fit it alike, unless one is of the service', () => {
    const map = (name: string) =>
      JSON.stringify({ version: 3, sources: [`../${name}.ts`], names: [], mappings: 'AAAA' })
    const [orders, pay] = ['orders', 'pay'].map((name) =>
      folderWith({
        'package.json': JSON.stringify({ name }),
        'dist/main.js': 'throw 1',
        'dist/main.js.map': map(name),
      }),
    )
    const maps = openSourceMaps([`${orders}/dist`, `${pay}/dist`])
    const stack = 'Error: no\n    at f (/var/task/dist/main.js:1:1)'
    expect(maps.mapStack(stack, {})).toBe(stack)
    expect(maps.mapStack(stack, { service: 'shop' })).toBe(stack)
    expect(maps.mapStack(stack, { service: 'pay' })).toContain('pay.ts:1:1')
    expect(maps.mapStack(stack, { service: 'orders' })).toContain('orders.ts:1:1')
  })

  it('if its map lies outside of the folder, by a name or by a link', async () => {
    const { dist, stack, root } = await built()
    renameSync(path.join(dist, 'main.mjs.map'), path.join(root, 'other.map'))
    const program = path.join(dist, 'main.mjs')
    const text = readFileSync(program, 'utf8')
    writeFileSync(program, text.replace('main.mjs.map', '../other.map'))
    expect(openSourceMaps([dist]).mapStack(stack, {})).toBe(stack)
    symlinkSync(path.join(root, 'other.map'), path.join(dist, 'main.mjs.map'))
    expect(openSourceMaps([dist]).mapStack(stack, {})).toBe(stack)
  })
})

describe('the builds of a monorepo', () => {
  const NAMES = ['orders', 'pay']
  const STACK = 'Error: no\n    at f (/var/task/.next/server/main.js:1:1)'

  /** A repository whose apps have builds of one version, which fit a frame alike. */
  function monorepo(): string {
    const files = NAMES.map((name) => {
      const folder = name === 'pay' ? 'packages/pay' : `apps/${name}`
      const map = { version: 3, sources: [`../../${name}.ts`], names: [], mappings: 'AAAA' }
      return {
        [`${folder}/package.json`]: JSON.stringify({ name }),
        [`${folder}/.next/BUILD_ID`]: 'v7',
        [`${folder}/.next/server/main.js`]: 'throw 1',
        [`${folder}/.next/server/main.js.map`]: JSON.stringify(map),
      }
    })
    return folderWith(Object.assign({ 'README.md': '' }, ...files))
  }

  it('are found by default, by the version and the service of a record', () => {
    process.chdir(monorepo())
    const maps = openSourceMaps(undefined)
    expect(maps.mapStack(STACK, { version: 'v7', service: 'orders' })).toContain('orders.ts:1:1')
    expect(maps.mapStack(STACK, { version: 'v7', service: 'pay' })).toContain('pay.ts:1:1')
    expect(maps.mapStack(STACK, { version: 'v8', service: 'pay' })).toBe(STACK)
  })

  it('tell errors of services apart in a comparison', async () => {
    const error = { code: 'INTERNAL_ERROR', name: 'Error', message: 'no', stack: STACK }
    const requests = NAMES.flatMap((service) =>
      Array.from({ length: 60 }, (_, index) => ({
        timestamp: new Date(Date.parse('2026-11-30T10:00:00Z') + index * 60_000).toISOString(),
        phase: 'complete',
        traceId: `req_${service}_${index}`,
        spanId: `${service}${index}`,
        service,
        action: 'a',
        version: 'v7',
        duration: 10,
        ...(index < 30 ? {} : { level: 'error', result: 'error', error }),
      })),
    )
    const file = logFile(...requests)
    process.chdir(monorepo())
    const { out } = await hoptrace([
      'compare',
      '--since',
      '2026-11-30T10:30:00Z',
      '--json',
      '--file',
      file,
    ])
    const { errors } = JSON.parse(out)
    expect(errors).toMatchObject([
      { change: 'new', before: 0, after: 30 },
      { change: 'new', before: 0, after: 30 },
    ])
    const frames = errors.map((one: { frame: string }) => one.frame).toSorted()
    expect(frames).toEqual(['at orders.ts:1:1', 'at pay.ts:1:1'])
  })
})

describe('the source of a map without texts', () => {
  async function withoutTexts(source: string) {
    const { dist, stack, root } = await built()
    const file = path.join(dist, 'main.mjs.map')
    const map = JSON.parse(readFileSync(file, 'utf8'))
    const sources = map.sources.map((name: string) => (name.includes('orders') ? source : name))
    writeFileSync(file, JSON.stringify({ ...map, sources, sourcesContent: undefined }))
    return { root, text: () => openSourceMaps([dist]).mapStack(stack, {}, true) }
  }

  it('is read from the project', async () => {
    const { text } = await withoutTexts('../src/orders.ts')
    expect(text()).toContain('>     3 |   throw')
  })

  it.each(['../../outside.ts', '../src/link.ts', '../.env', '/etc/hostname'])(
    'is not read from %s',
    async (source) => {
      const { text, root } = await withoutTexts(source)
      const outside = folderWith({ 'secret.ts': 'a\nb\nhidden\n' })
      symlinkSync(path.join(outside, 'secret.ts'), path.join(root, 'src/link.ts'))
      writeFileSync(path.join(root, '.env'), 'a\nb\nhidden\n')
      expect(text()).not.toContain(' | ')
    },
  )
})

describe('the name of a source', () => {
  it.each([
    ['turbopack:///[project]/lib/a.ts', 'lib/a.ts'],
    ['webpack://shop/./lib/a.ts', 'lib/a.ts'],
    ['webpack://@acme/shop/./lib/a.ts?1f2b', 'lib/a.ts'],
    ['webpack:///./lib/a.ts', 'lib/a.ts'],
    ['../lib/a.ts', 'lib/a.ts'],
    ['file:///project/lib/a.ts', 'lib/a.ts'],
    ['../app/%5Bid%5D/a%20b.ts', 'app/[id]/a b.ts'],
    ['turbopack:///[project]/app/%5Bid%5D/a.ts', 'app/[id]/a.ts'],
    ['../app/%E0%A4/100%/a.ts', 'app/%E0%A4/100%/a.ts'],
    ['../app/%2e%2e%2fetc/%2e%2e/%00/a.ts', 'app/%2e%2e%2fetc/%2e%2e/%00/a.ts'],
    ['webpack://shop/?1f2b', undefined],
    ['webpack://shop/webpack/bootstrap', undefined],
    ['turbopack:///[turbopack]/runtime.ts', undefined],
    ['https://a.example/a.ts', undefined],
  ])('%s is %s', (source, name) => {
    expect(sourceName(source, '/project/dist', '/project')).toBe(name)
  })

  it('stays encoded if the file on disk is called that', () => {
    const root = folderWith({ 'app/%5Bid%5D.ts': '' })
    expect(sourceName('../app/%5Bid%5D.ts', `${root}/dist`, root)).toBe('app/%5Bid%5D.ts')
  })
})

describe('a map of another form', () => {
  it.each([
    ['an ignore list that is no list', { ignoreList: 5 }],
    ['an ignore list that is an object', { x_google_ignoreList: {} }],
    ['a root that is a number', { sourceRoot: 5 }],
    ['a root that is a list', { sourceRoot: ['a'] }],
    ['another version', { version: 2 }],
    ['mappings that are a list', { mappings: [] }],
    ['no sources', { sources: undefined }],
    ['a section that is none', { sections: [{ offset: { line: 0, column: 0 }, map: 5 }] }],
  ])('is no map: %s', (_what, members) => {
    const map = { version: 3, sources: ['a.ts'], mappings: 'AAAA', ...members }
    expect(readSourceMap(JSON.stringify(map))).toBeUndefined()
  })

  it.each([
    ['line', 'AADA'],
    ['column', 'AAAD'],
    ['source', 'ADAA'],
  ])('has no origin if the %s is below the first', (_what, mappings) => {
    const find = readSourceMap(JSON.stringify({ version: 3, sources: ['a.ts'], mappings }))
    expect(find).toBeDefined()
    expect(find?.(1, 1)).toBeUndefined()
  })

  it('leaves the stack as it is', async () => {
    const { stack, dist } = await built()
    const map = path.join(dist, 'main.mjs.map')
    const whole = JSON.parse(readFileSync(map, 'utf8'))
    writeFileSync(map, JSON.stringify({ ...whole, ignoreList: 5 }))
    expect(openSourceMaps([dist]).mapStack(stack, {})).toBe(stack)
  })
})

it('a map with sections is read', () => {
  const map = { version: 3, sources: ['a.ts'], mappings: 'AAAA;AACA' }
  const find = readSourceMap(
    JSON.stringify({ version: 3, sections: [{ offset: { line: 4, column: 0 }, map }] }),
  )
  expect(find?.(6, 1)).toMatchObject({ source: 'a.ts', line: 2, column: 1 })
  expect(find?.(4, 1)).toBeUndefined()
  expect(find?.(9, 1)).toBeUndefined()
})

describe('the fingerprint of an error', () => {
  it('stays the same when lines move and the bundle gets another name', async () => {
    const { stack, dist, root } = await built()
    const error = { message: 'm', code: 'E', name: 'Error', stack }
    const before = fingerprintOf(error, {}, openSourceMaps([dist]))
    writeFileSync(path.join(root, 'src/orders.ts'), `\n\n${SOURCE}`)
    await bundled(root)
    renameSync(path.join(dist, 'main.mjs'), path.join(dist, 'other.mjs'))
    renameSync(path.join(dist, 'main.mjs.map'), path.join(dist, 'other.mjs.map'))
    const moved = { ...error, message: 'another', stack: stack.replaceAll('main.mjs', 'other.mjs') }
    expect(fingerprintOf(moved, {}, openSourceMaps([dist]))).toBe(before)
    expect(before).toMatch(/^[\da-f]{12}$/)
  })

  it('differs by code, by name and by place', async () => {
    const { stack, dist } = await built()
    const maps = openSourceMaps([dist])
    const error = { message: 'm', code: 'E', name: 'Error', stack }
    const all = [
      error,
      { ...error, code: 'F' },
      { ...error, name: 'TypeError' },
      { ...error, stack: '' },
    ]
    expect(new Set(all.map((one) => fingerprintOf(one, {}, maps))).size).toBe(4)
  })
})
