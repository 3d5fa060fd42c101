import { symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { type Files, filesIn, projectFolder } from './project-folder.ts'

const GET = 'export const GET = () => new Response()\n'
const APP: Files = {
  'package.json': { dependencies: { next: '16.4.3', hoptrace: '0.1.0' } },
  'proxy.ts': `import { withProxyTracing } from 'hoptrace/next'
export default withProxyTracing()
export const config = { matcher: '/((?!_next/static).*)' }
`,
  'instrumentation.ts': "export { onRequestError } from 'hoptrace/next'\n",
  'app/a/route.ts': GET,
}
const NOT_TRACED = 'app/a/route.ts: The route is not traced: GET'
const UNREADABLE = 'The file can’t be read as UTF-8, so it is not checked'

/** Returns the problems that doctor prints. A failure of its own is none. */
async function problemsOf(root: string): Promise<string[]> {
  const { out, err } = await hoptrace(['doctor', root, '--json'])
  expect(err).not.toContain('    at ')
  return JSON.parse(out).map((each: Record<string, string>) => `${each.about}: ${each.problem}`)
}

describe('doctor and init', () => {
  const imports = (from: string): string => `import { y } from '${from}'\nexport const GET = y\n`

  it.each<[string, Files]>([
    ['a manifest that is no JSON', { 'package.json': '{', 'next.config.js': '' }],
    ['a manifest that is null', { 'package.json': 'null', 'next.config.js': '' }],
    [
      'a manifest with a byte order mark',
      { 'package.json': '\uFEFF{"dependencies":{"next":"16"}}' },
    ],
    [
      'a manifest with other types',
      {
        'package.json': { dependencies: { next: 5 }, scripts: { build: {} } },
        'next.config.js': '',
      },
    ],
    ['paths that are texts', { 'tsconfig.json': '{"compilerOptions":{"paths":{"a":"b"}}}' }],
    ['paths that are null', { 'tsconfig.json': '{"compilerOptions":{"paths":null}}' }],
    ['options that are null', { 'tsconfig.json': '{"compilerOptions":null}' }],
    ['a base that is a number', { 'tsconfig.json': '{"compilerOptions":{"baseUrl":5}}' }],
    ['a parent that is a number', { 'tsconfig.json': '{"extends":[5]}' }],
    ['a configuration that is a folder', { 'tsconfig.json/a': '' }],
  ])('read a project that has %s', async (_what, files) => {
    const root = projectFolder({ ...APP, 'app/a/route.ts': imports('a'), ...files })
    expect(await problemsOf(root)).toContain(NOT_TRACED)
    const { out, err } = await hoptrace(['init', root])
    expect(out).toContain('+export const GET = withTracing(y)\n')
    expect(err).not.toContain('    at ')
  })

  it.each([
    ['a path that is too long', `./${'a'.repeat(9000)}`],
    ['a path with a zero byte', './\\0a'],
    ['a circle of links', './loop'],
  ])('read a route that imports %s', async (_what, from) => {
    const root = projectFolder({ ...APP, 'app/a/route.ts': imports(from) })
    symlinkSync(path.join(root, 'app/a/loop.ts'), path.join(root, 'app/a/loop.ts'))
    expect(await problemsOf(root)).toEqual([NOT_TRACED])
  })

  it.each(['proxy.ts', 'instrumentation.ts'])('name a %s that has an error', async (name) => {
    const root = projectFolder({ ...APP, 'app/a/route.ts': '', [name]: 'export default (' })
    const problem = 'The file has a syntax error, so it is not checked'
    expect(await problemsOf(root)).toEqual([`${name}: ${problem}`])
  })

  it.each(['vendor', 'test', 'build', 'out', 'examples/[id]', '.well-known/a', '(shop)/e2e'])(
    'read the route in app/%s',
    async (folder) => {
      const name = `app/${folder}/route.ts`
      const root = projectFolder({ ...APP, 'app/a/route.ts': '', [name]: GET })
      expect(await problemsOf(root)).toEqual([`${name}: The route is not traced: GET`])
    },
  )

  it.each(['app/a/__tests__/route.ts', 'test/app/route.ts', 'app/a/route.test.ts'])(
    'leave %s out',
    async (name) => {
      const root = projectFolder({ ...APP, 'app/a/route.ts': '', [name]: GET })
      expect(await problemsOf(root)).toEqual([])
    },
  )

  it('say what is wrong with a project even if its log can’t be read', async () => {
    const root = projectFolder({ ...APP, '.hoptrace/records.ndjson/a': '' })
    const problems = await problemsOf(root)
    expect(problems).toEqual([NOT_TRACED, 'records: The log can’t be read'])
  })

  it('name a file that is a folder', async () => {
    const root = projectFolder({ ...APP, 'app/a/route.ts': '', 'middleware.tsx/a': '' })
    expect(await problemsOf(root)).toEqual([])
    const { 'proxy.ts': _left, ...others } = APP
    const other = projectFolder({ ...others, 'app/a/route.ts': '', 'proxy.ts/a': '' })
    expect(await problemsOf(other)).toEqual([`proxy.ts: ${UNREADABLE}`])
  })

  it('leave a file as it is whose text is not UTF-8', async () => {
    const root = projectFolder(APP)
    writeFileSync(path.join(root, 'app/a/route.ts'), `// \xe9\n${GET}`, 'latin1')
    const before = filesIn(root)
    const { err } = await hoptrace(['init', root, '--write'])
    expect(filesIn(root)).toEqual(before)
    expect(err).toContain(`app/a/route.ts  ${UNREADABLE}`)
  })
})

describe('a project', () => {
  it('has routes in linked folders, but not in a link to a folder around it', async () => {
    const root = projectFolder({ ...APP, 'shared/orders/route.ts': GET })
    symlinkSync(path.join(root, 'shared'), path.join(root, 'app/api'), 'dir')
    symlinkSync(path.join(root, 'app'), path.join(root, 'shared/again'), 'dir')
    symlinkSync(path.join(root, 'nowhere'), path.join(root, 'app/broken'), 'dir')
    expect((await problemsOf(root)).filter((each) => each.includes('route.ts'))).toEqual([
      NOT_TRACED,
      'app/api/orders/route.ts: The route is not traced: GET',
    ])
  })

  it.each([
    "import { default as wrap } from '@middy/core'\nexport const handler = wrap().handler(run)\n",
    "import * as core from '@middy/core'\nexport const handler = core.default().handler(run)\n",
    "import core = require('@middy/core')\nexport const handler = core().handler(run)\n",
    "const core = require('@middy/core')\nexports.handler = core.default().handler(run)\n",
  ])('has a chain of Middy that is imported as in %s', async (text) => {
    const root = projectFolder({
      'package.json': { dependencies: { '@middy/core': '7.0.0', hoptrace: '0.1.0' } },
      'src/a.ts': text,
    })
    const { out } = await hoptrace(['init', root])
    expect(out).toContain('.use(tracing())')
  })
})

describe('init', () => {
  const service = (text: string): Files => ({
    'package.json': { dependencies: { hoptrace: '0.1.0' } },
    'src/a.js': 'exports.handler = async () => 1\n',
    'serverless.yml': text,
  })
  const HEAD = `plugins: [hoptrace/serverless]
provider: { name: aws }
`
  const HANDLER = `functions: { a: { handler: src/a.handler } }
`

  it.each([
    ['an empty file of functions', `${HEAD}functions: \${file(f.yml):orders}\n`],
    ['a folder of functions', `${HEAD}functions: \${file(folder.yml)}\n`],
    ['functions that are null', `${HEAD}functions: { a: null, toString: b }\n`],
    ['a runtime of another type', 'provider: { runtime: { toString: 1 } }\n'],
  ])('reads a service that has %s', async (_what, text) => {
    const root = projectFolder({ ...service(text), 'f.yml': '', 'folder.yml/a': '' })
    expect(await hoptrace(['init', root])).toEqual({ code: 0, out: '', err: 'Nothing to edit.\n' })
  })

  const list = '*a,*a,*a,*a,*a,*a,*a,*a,*a,*a'
  it.each<[string, Files]>([
    ['an error', service('provider: [\n')],
    [
      'aliases without end',
      service(
        `x: &x [1,1,1,1]
a: &a [*x,*x,*x,*x,*x,*x,*x,*x,*x,*x]
b: &b [${list}]
c: &c [${list.replaceAll('a', 'b')}]
d: [${list.replaceAll('a', 'c')}]
`,
      ),
    ],
    ['code', { 'package.json': {}, 'serverless.js': 'module.exports = () => ({ provider })\n' }],
  ])('leaves a service to a person that has %s', async (_what, files) => {
    const { code, out, err } = await hoptrace(['init', projectFolder(files)])
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err).toMatch(
      /serverless\.\w+ {2}The service is not read: it is computed, or has an error/,
    )
  })

  it('leaves a service to a person that is written as in JSON', async () => {
    const text = '{ provider: { name: aws }, functions: {} }\n'
    const { out, err } = await hoptrace(['init', projectFolder(service(text))])
    expect(out).toBe('')
    expect(err).toContain('serverless.yml  The plugin is not registered')
  })

  it.each([
    ['exports.main = exports.handler = async () => 1', 'exports.main = exports.handler = '],
    ['exports = module.exports = { handler: async () => 1 }', '{ handler: '],
  ])('finds the handler of %s', async (code, opening) => {
    const files = { ...service(HEAD + HANDLER), 'src/a.js': `${code}\n` }
    const { out } = await hoptrace(['init', projectFolder(files)])
    expect(out).toContain(`${opening}withLambdaTracing(async () => 1)`)
  })

  it('finds a handler that comes from another file with everything else', async () => {
    const files = {
      ...service(HEAD + HANDLER),
      'src/a.js': "export * from './b.js'\n",
      'src/b.js': 'export const handler = async () => 1\n',
    }
    const { out } = await hoptrace(['init', projectFolder(files)])
    expect(out).toContain('+export { tracedHandler as handler }\n')
  })

  it.each([
    'module.exports = { async handler() {} }',
    "Object.defineProperty(exports, 'handler', { value: async () => 1 })",
    'export const other = 1',
  ])('names a handler whose export it doesn’t find: %s', async (code) => {
    const files = { ...service(HEAD + HANDLER), 'src/a.js': `${code}\n` }
    const { out, err } = await hoptrace(['init', projectFolder(files)])
    expect(out).toBe('')
    expect(err).toContain('src/a.js  The export of the handler is not found: handler')
  })
})
