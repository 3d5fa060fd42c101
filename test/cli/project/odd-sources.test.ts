import path from 'node:path'
import { parse } from '@babel/parser'
import { describe, expect, it } from 'vitest'
import { checkInlineActions } from '../../../src/cli/project/inline-actions.ts'
import { middyGap } from '../../../src/cli/project/middy-gaps.ts'
import { ACTION } from '../../../src/cli/project/next-surfaces.ts'
import { untracedExports } from '../../../src/cli/project/untraced-exports.ts'
import { diffOfEdits } from '../../../src/cli/source/diff.ts'
import { moduleOf } from '../../../src/cli/source/module.ts'
import { loadParser, type Parse } from '../../../src/cli/source/parser.ts'
import { grows } from '../../linear-time/growth.ts'
import { hoptrace } from '../hoptrace.ts'
import { type Files, filesIn, projectFolder } from './project-folder.ts'

const ROUTE = 'app/a/route.ts'
const IMPORT = "import { withTracing } from 'hoptrace/next'\n"

/** Returns what `init --write` makes of a route. */
async function editedRoute(code: string, more: Files = {}): Promise<string> {
  const manifest = { dependencies: { next: '16.4.3', hoptrace: '0.1.0' } }
  const root = projectFolder({ 'package.json': manifest, [ROUTE]: code, ...more })
  await hoptrace(['init', root, '--write'])
  const edited = filesIn(root)[path.normalize(ROUTE)] ?? ''
  expect(() => parse(edited, { sourceType: 'module', plugins: ['typescript'] })).not.toThrow()
  return edited
}

describe('hoptrace init', () => {
  it.each([
    [
      'keeps what is declared beside a pattern',
      'export const { GET, POST } = handlers, dynamic = 1\n',
      `const { GET, POST } = handlers, dynamic = 1
const tracedGET = withTracing(GET)
const tracedPOST = withTracing(POST)
export { tracedGET as GET, tracedPOST as POST, dynamic }
`,
    ],
    [
      'wraps two patterns of one declaration',
      'export const { GET } = a, { POST } = b, PUT = c\n',
      `const { GET } = a, { POST } = b, PUT = withTracing(c)
const tracedGET = withTracing(GET)
const tracedPOST = withTracing(POST)
export { tracedGET as GET, tracedPOST as POST, PUT }
`,
    ],
    [
      'keeps types and attributes that come from the other module',
      "export { type Order, GET, type helper as Helper } from './x' with { a: 'b' }\n",
      `import { GET } from './x' with { a: 'b' }
export { type Order, type helper as Helper } from './x' with { a: 'b' }

const tracedGET = withTracing(GET)
export { tracedGET as GET }
`,
    ],
    [
      'keeps comments after export',
      'export /* a */ async /* b */ function GET() {}\nexport /* c */ const { PUT } = x\n',
      `export const GET = withTracing(/* a */ async /* b */ function GET() {})
/* c */ const { PUT } = x
const tracedPUT = withTracing(PUT)
export { tracedPUT as PUT }
`,
    ],
    [
      'keeps comments before a function that other code names',
      'export // why\nfunction GET() {}\nGET.a = 1\n',
      `// why
function GET() {}

const tracedGET = withTracing(GET)
export { tracedGET as GET }
GET.a = 1
`,
    ],
    [
      'gives constants names of their own',
      'const tracedH = 1\nfunction h() {}\nexport { h as GET }\nexport { h as POST }\n',
      `const tracedH = 1
function h() {}
const tracedH2 = withTracing(h)
export { tracedH2 as GET }
export { tracedH2 as POST }
`,
    ],
    [
      'wraps a function that is exported twice',
      'export function GET() {}\nexport { GET as HEAD }\n',
      `function GET() {}

const tracedGET = withTracing(GET)
export { tracedGET as GET }
const tracedGET2 = withTracing(GET)
export { tracedGET2 as HEAD }
`,
    ],
  ])('%s', async (_what, code, expected) => {
    expect(await editedRoute(code)).toBe(
      expected.startsWith('import') ? IMPORT + expected : `${IMPORT}\n${expected}`,
    )
  })

  it('leaves a byte order mark at the beginning', async () => {
    const code = '\uFEFFexport const GET = () => 1\n'
    expect(await editedRoute(code)).toBe(
      `\uFEFF${IMPORT}\nexport const GET = withTracing(() => 1)\n`,
    )
  })

  it.each([
    ["import a from 'a'; export const GET = a;", "import a from 'a';"],
    ['"use strict"; export const GET = a;', '"use strict";'],
  ])('adds the import to a line that goes on: %s', async (code, first) => {
    const quote = first.includes('"') ? '"' : "'"
    const line = IMPORT.replaceAll("'", quote).replace('\n', ';\n')
    expect(await editedRoute(code)).toBe(`${first}\n${line}export const GET = withTracing(a);`)
  })

  it.each(['/** hoptrace-ignore */', '/**\n * hoptrace-ignore: a probe\n */'])(
    'leaves a file as it is with a comment of JSDoc: %j',
    async (comment) => {
      const code = `${comment}\nexport const GET = () => 1\n`
      expect(await editedRoute(code)).toBe(code)
    },
  )

  it('requires the wrapper before it is called', async () => {
    const files = {
      'package.json': {},
      'serverless.yml': 'provider: { name: aws }\nfunctions: { a: { handler: a.handler } }\n',
      'a.js': "const a = require('a')\nexports.handler = a\nconst b = require('b')\n",
    }
    const root = projectFolder(files)
    await hoptrace(['init', root, '--write'])
    expect(filesIn(root)['a.js']).toBe(`const a = require('a')
const { withLambdaTracing } = require('hoptrace/middy')
exports.handler = withLambdaTracing(a)
const b = require('b')
`)
  })

  it('reads accessors, and declarations with using', async () => {
    const code = 'class A { @a accessor b = 1 }\nexport const GET = () => { using c = d }\n'
    const manifest = { dependencies: { next: '16.4.3' } }
    const root = projectFolder({ 'package.json': manifest, [ROUTE]: code })
    expect((await hoptrace(['init', root])).out).toContain('withTracing(() => { using c = d })')
  })

  it.each<[string, (index: number) => string]>([
    ['actions', (index) => `export async function a${index}() {}\n`],
    ['inline actions', (index) => `async () => { 'use server'; a${index}() }\n`],
    ['names that lead on', (index) => `const a${index} = () => a${index + 1}\n`],
    ['Middy chains', (index) => `const a${index} = middy(b)\na${index}.use(c)\n`],
  ])('takes time linear in the number of %s', { timeout: 120_000 }, (_what, line) => {
    const parser = loadParser([]) as Parse
    const edit = (code: string): unknown => {
      const root = '/'
      const module = moduleOf('/a.ts', code, parser)
      if (module === undefined) throw new Error('no syntax')
      const sources = { read: () => module, resolve: () => undefined, parse: () => undefined }
      const names = [...module.exports.keys()]
      const gaps = [
        ...untracedExports({ root, sources }, ACTION, module, names),
        ...middyGap({ root, sources }, module),
        ...checkInlineActions({ root, sources }, '/a.ts'),
      ]
      return gaps.map(({ change }) =>
        change && 'edits' in change ? diffOfEdits('a.ts', code, change.edits) : [],
      )
    }
    const make = (length: number): string =>
      `'use server'\nimport middy from '@middy/core'\n${Array.from({ length }, (_, index) => line(index)).join('')}`
    expect(grows(edit, make, 250, 30)).toBe(false)
  })
})
