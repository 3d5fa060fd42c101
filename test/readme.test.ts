import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queries } from '../src/queries/index.ts'
import { commands } from '../src/serverless/commands.ts'
import { captureRecords } from './capture.ts'
import { hoptrace } from './cli/hoptrace.ts'
import { compile } from './docs/compile.ts'
import {
  anchorsOf,
  blocksIn,
  brokenLinksIn,
  commandsIn,
  missingFilesIn,
  pages,
  samplesIn,
} from './docs/markdown.ts'
import { blocksOf, loadSample, rowsOf, SHOWN_INVOCATION, sectionOf, steady } from './docs/page.ts'

const README = 'README.md'
const PAGES = pages()
/** Their samples need packages that `test/beside/` has: that suite compiles them. */
const BESIDE = ['docs/testing.md', 'docs/beside-other-tools.md', 'docs/migrating.md']
// The page with the diff has a test that compares it.
const LANGUAGES = ['', 'console', 'diff', 'js', 'json', 'sh', 'ts', 'tsx', 'yaml']
/** Languages that the tests of a page check. */
const OWN_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  'docs/coding-agents.md': ['toml'],
  'docs/other-languages.md': ['go', 'java', 'python'],
  'docs/sam-sst-terraform.md': ['hcl'],
}

/** The YAML of the Serverless Framework, as osls reads it. */
const yaml: { load(text: string): unknown } = createRequire(
  path.resolve('node_modules/serverless/package.json'),
)('js-yaml')

/** The blocks of all pages in a language, for a table of cases. */
const blocksInLanguage = (language: string) =>
  PAGES.flatMap(blocksIn).filter((block) => block.language === language)

const escaped = (text: string) => text.replace(/[|.]/g, '\\$&')

describe('every page', () => {
  it.each(PAGES)('has links to existing files and anchors: %s', (page) => {
    expect(brokenLinksIn(page)).toEqual([])
  })

  it.each(PAGES)('names files that exist: %s', (page) => {
    expect(missingFilesIn(page)).toEqual([])
  })

  it.each(PAGES)('has blocks in languages that are checked: %s', (page) => {
    const checked = [...LANGUAGES, ...(OWN_LANGUAGES[page] ?? [])]
    const others = blocksIn(page).filter(({ language }) => !checked.includes(language))
    expect(others.map(({ name }) => name)).toEqual([])
  })

  it('has TypeScript samples that compile', async () => {
    const samples = PAGES.filter((page) => !BESIDE.includes(page)).flatMap(samplesIn)
    expect(samples.length).toBeGreaterThan(25)
    expect(await compile(samples)).toEqual({})
  }, 60_000)

  it.each(blocksInLanguage('js'))('has JavaScript that can be read: $name', async ({ code }) => {
    await expect(transform(code, { loader: 'js' })).resolves.toBeDefined()
  })

  it.each(blocksInLanguage('json'))('has JSON that can be read: $name', ({ code }) => {
    const value = JSON.parse(code)
    // A record begins with the same fields everywhere.
    if (!('timestamp' in value)) return
    expect(Object.keys(value).slice(0, 4)).toEqual(['timestamp', 'level', 'message', 'traceId'])
  })

  it.each(blocksInLanguage('sh'))('has commands that a shell can read: $name', ({ code }) => {
    expect(spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' }).stderr).toBe('')
  })

  it.each(blocksInLanguage('yaml'))('has YAML that can be read: $name', ({ code }) => {
    expect(yaml.load(code)).toBeTypeOf('object')
  })
})

describe('the commands on the pages', () => {
  const shown = PAGES.flatMap((page) =>
    commandsIn(page).map((words) => ({ page, command: words.join(' '), words })),
  )
  const flagsIn = (help: string): string[] => help.match(/(?<=^ {2})--[\w-]+/gm) ?? []

  it('are collected from the pages', () => {
    expect(shown.length).toBeGreaterThan(40)
  })

  it.each(shown)('exist, with their flags: $command in $page', async ({ words }) => {
    const [first, ...rest] = words[0] === 'hoptrace' ? ['npx', ...words] : words
    const [, name = '', ...args] = rest
    if (/^(<command>|…|help|--help|--version)$/.test(name)) return
    if (first === 'serverless') {
      expect(Object.keys(commands.hoptrace.commands)).toContain(name.replace(/,$/, ''))
      return
    }
    const { code, out } = await hoptrace([name, '--help'])
    expect(code).toBe(0)
    // What follows -- is a command of its own.
    const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
    const flags = own.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0])
    expect([...flagsIn(out), '--help']).toEqual(expect.arrayContaining(flags))
    const [query = ''] = name === 'query' ? args : []
    if (/^[a-z]/.test(query)) expect(queries.map(({ id }) => id)).toContain(query)
  })
})

describe('the anchors of a page', () => {
  it('are those that GitHub makes', () => {
    expect([...anchorsOf('docs/getting-started.md')]).toContain('nextjs-with-a-lambda-backend')
    expect([...anchorsOf('docs/troubleshooting.md')]).toContain('it-doesnt-install-build-or-start')
    expect([...anchorsOf('cloudwatch-insights-queries.md')]).toContain('1-trace-a-job')
  })
})

describe('the README', () => {
  let server: Server
  let seen: (string | undefined)[] = []

  beforeAll(async () => {
    server = createServer(({ headers }, response) => {
      seen.push(headers['x-trace-id'] as string)
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"none"}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    process.env.ORDERS_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterAll(() => void server.close())

  it('has at most 1,000 words', () => {
    const words = readFileSync(README, 'utf8').split(/\s+/).filter(Boolean)
    expect(words.length).toBeLessThanOrEqual(1000)
  })

  it('lists every page of docs, and the queries', () => {
    const listed = rowsOf(sectionOf(README, 'Documentation')).flatMap((cells) =>
      [...cells.join().matchAll(/\]\(([^)]+)\)/g)].map(([, page]) => page),
    )
    const others = [
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'README.md',
      'SECURITY.md',
    ]
    expect(listed.toSorted()).toEqual(PAGES.filter((page) => !others.includes(page)).toSorted())
  })

  it('shows existing pictures of at most 150 KB, with alternative texts', () => {
    const pictures = [...readFileSync(README, 'utf8').matchAll(/!\[(.+)\]\((.+)\)/g)]
    expect(pictures).toHaveLength(2)
    for (const [, text = '', file = ''] of pictures) {
      expect(statSync(file).size).toBeLessThan(150_000)
      expect(text.length).toBeGreaterThan(40)
    }
  })

  it('shows the ending that its Lambda handler writes', async () => {
    const { handler } = await loadSample(README, 'orders:get')
    const { records } = await captureRecords(() => handler(...SHOWN_INVOCATION))
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocksOf(README, 'json')[0] ?? '')))
  })

  it('shows a route that sends its trace on, and has the id in its response and its error', async () => {
    const { GET } = await loadSample(README, 'trace.fetch(')
    seen = []
    const { value, records } = await captureRecords(() =>
      GET(new Request('http://a.example/api/orders'), { params: Promise.resolve({}) }),
    )
    const answer = value as Response
    const id = records[0]?.traceId
    expect(seen).toEqual([id])
    expect(answer.headers.get('x-trace-id')).toBe(id)
    expect(await answer.json()).toEqual({ error: 'none', traceId: id })
  })

  it('names the versions that package.json requires', () => {
    const { engines, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    const text = sectionOf(README, 'Requirements')
    expect(text).toContain(`Node ${engines.node.replace('>=', '')} or later`)
    for (const [name, range] of Object.entries<string>(peerDependencies)) {
      const versions = range === '*' ? '' : ` ${range.replace('||', 'or')}`
      expect(text).toMatch(new RegExp(`\`${name}\`${escaped(versions)}(,| \\|)`))
    }
  })
})
