import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import type { Finding } from '../../../src/cli/doctor/finding.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { type Files, projectFolder } from '../project/project-folder.ts'
import { SHAPES } from '../project/shapes.ts'
import { record } from '../sample-trace.ts'

const ENDED = record(0, { phase: 'complete', spanId: '0000000000000001', result: 'success' })

async function findingsOf(root: string): Promise<Finding[]> {
  const args = ['doctor', root, '--json', '--file', logFile(ENDED)]
  const { code, out } = await hoptrace(args)
  const findings: Finding[] = JSON.parse(out)
  expect(code).toBe(findings.length === 0 ? 0 : 1)
  expect(findings.every(({ about, remedy }) => about !== '' && remedy !== '')).toBe(true)
  return findings
}

/** Returns the problems of an app that is traced, but for these files. */
async function problemsOf(files: Files): Promise<string[]> {
  const root = projectFolder({
    'package.json': { dependencies: { next: '16.4.3' } },
    'tsconfig.json': '{}',
    'app/page.tsx': 'export default () => null\n',
    'proxy.ts': proxyWith("config = { matcher: '/((?!_next/static).*)' }"),
    'instrumentation.ts': "export { onRequestError } from 'hoptrace/next'\n",
    ...files,
  })
  return (await findingsOf(root)).map(({ about, problem }) => `${about}: ${problem}`)
}

function proxyWith(config: string): string {
  return `import { withProxyTracing } from 'hoptrace/next'
export default withProxyTracing()
export const ${config}
`
}

const STATIC =
  'proxy.ts: The proxy runs for static files too, which browsers then keep with one visitor’s id'

describe('hoptrace doctor on a Next.js app', () => {
  it('finds nothing wrong with the frontend of this repository', async () => {
    expect(await findingsOf(path.join(ROOT, 'frontend'))).toEqual([])
  })

  it('finds nothing wrong with an app that is traced', async () => {
    expect(await problemsOf({})).toEqual([])
  })

  const apps = Object.entries(SHAPES).filter(([, { files }]) => !('serverless.yml' in files))
  it.each(apps.filter(([, { files }]) => !('serverless.ts' in files)))(
    'finds only what is left to a person after init has edited %s',
    async (_name, { files, byHand = [] }) => {
      const root = projectFolder(files)
      const before = await findingsOf(root)
      expect(before.length).toBeGreaterThan(byHand.length === 0 ? 0 : byHand.length - 1)
      await hoptrace(['init', root, '--write'])
      const left = await findingsOf(root)
      const isWebpack = ({ problem }: Finding) => problem.startsWith('webpack')
      const lines = left.filter((each) => !isWebpack(each))
      expect(lines.map(({ about, problem }) => `${about}  ${problem}`)).toEqual(byHand)
    },
  )

  it.each([
    ["config = { matcher: '/api/:path*' }", false],
    ["config = { matcher: ['/about', '/dashboard/:id', '/(en|de)/:page+'] }", false],
    [String.raw`config = { matcher: '/((?!api|_next/static|_next/image|.*\\..*).*)' }`, false],
    [String.raw`config = { matcher: '/((?!.*\\.[\\w]+$|_next).*)' } as const`, false],
    ["config = { matcher: [{ source: '/((?!_next/static).*)', missing: [] }] }", false],
    ["config = { matcher: '/:path*' }", true],
    ["config = { matcher: ['/', '/(.*)'] }", true],
    ["config = { matcher: '/_next/:rest*' }", true],
    ["config = { matcher: '/((?!api).*)' } satisfies object", true],
    ['config = {}', true],
    ["runtime = 'nodejs'", true],
    ['config = { matcher: MATCHERS }', false],
  ])('reads the matcher of a proxy: %s', async (config, covers) => {
    expect(await problemsOf({ 'proxy.ts': proxyWith(config) })).toEqual(covers ? [STATIC] : [])
  })

  it('finds a build of webpack without source maps of the server', async () => {
    const webpack = { dependencies: { next: '16.4.3' }, scripts: { build: 'next build --webpack' } }
    const problem =
      'webpack writes no source maps of the server, so that stacks name the built files'
    expect(await problemsOf({ 'package.json': webpack })).toEqual([`next.config.ts: ${problem}`])
    const config = 'export default { experimental: { serverSourceMaps: true } }\n'
    expect(await problemsOf({ 'package.json': webpack, 'next.config.js': config })).toEqual([])
  })

  it('finds source maps that are served', async () => {
    const config = 'export default { productionBrowserSourceMaps: true }\n'
    const problem =
      'The source maps of the browser are served, so that everybody can read the sources'
    expect(await problemsOf({ 'next.config.js': config })).toEqual([`next.config.js: ${problem}`])
  })

  it('reads a route that is traced with a wrapper of the app, and one that isn’t', async () => {
    const files = {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./*"] } } }',
      'lib/traced.ts': `import * as hoptrace from 'hoptrace/next'
export const traced = (run) => hoptrace.withTracing(run, { service: 'shop' })
export const other = (run) => run
`,
      'lib/index.ts': "export * from './traced'\n",
      'app/a/route.ts':
        "import { traced } from '~/lib'\nexport const GET = traced(() => new Response())\n",
      'app/b/route.ts':
        "import { other } from '~/lib'\nexport const GET = other(() => new Response())\n",
      'app/c/route.ts': `import { createTraceContext, logRequest } from 'hoptrace/next'
export function GET(request) {
  logRequest(createTraceContext({ action: 'c', headers: request.headers }))
  return new Response()
}
`,
      'app/d/route.ts': "export * from '../b/route'\n",
      'app/_private/route.ts': 'export const GET = () => new Response()\n',
      'app/e/route.test.ts': 'export const GET = () => new Response()\n',
    }
    expect(await problemsOf(files)).toEqual([
      'app/b/route.ts: The route is not traced: GET',
      'app/d/route.ts: The route is not traced: GET',
    ])
  })

  it('finds a server action within a component', async () => {
    const page = (body: string) => ({
      'app/page.tsx': `import { withActionTracing } from 'hoptrace/next'
const write = async (_form: FormData) => undefined
export default function Page() {
  async function save(form: FormData) {
    'use server'
    ${body}
  }
  return <form action={save} />
}
`,
    })
    expect(await problemsOf(page('await write(form)'))).toEqual([
      'app/page.tsx: The server action in line 4 is not traced',
    ])
    expect(await problemsOf(page("await withActionTracing('save', write)(form)"))).toEqual([])
  })

  it('reports a file that has a syntax error', async () => {
    expect(await problemsOf({ 'app/a/route.ts': 'export const GET = (\n' })).toEqual([
      'app/a/route.ts: The file has a syntax error, so it is not checked',
    ])
  })

  it('reads the extensions of pages that the configuration names', async () => {
    const files = {
      'next.config.ts': "export default { pageExtensions: ['page.tsx', 'api.ts'] }\n",
      'proxy.ts': '',
      'instrumentation.ts': '',
      'pages/api/a.api.ts': 'export default () => undefined\n',
      'pages/api/helper.ts': 'export default () => undefined\n',
      'proxy.api.ts': proxyWith("config = { matcher: '/api/:path*' }"),
      'instrumentation.api.ts': "export { onRequestError } from 'hoptrace/next'\n",
    }
    expect(await problemsOf(files)).toEqual(['pages/api/a.api.ts: The API route is not traced'])
  })
})
