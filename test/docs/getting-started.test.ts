import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { transform } from 'esbuild'
import { NextRequest } from 'next/server.js'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startChild } from '../../local/child.ts'
import { freePort } from '../../local/ports.ts'
import { metricsEnvironment } from '../../src/cloudformation/index.ts'
import { captureRecords } from '../capture.ts'
import { blocksOf, filesIn, loadSample, sectionOf } from './page.ts'

const PAGE = 'docs/getting-started.md'
const FOLDER = path.resolve('build/samples/getting-started')
const CLI = path.resolve('dist/cli/main.js')
const files = filesIn(readFileSync(PAGE, 'utf8'))

/** The blocks of what a section's commands print. */
const printedIn = (heading: string): string[] =>
  [...sectionOf(PAGE, heading).matchAll(/```console\n(.*?)```/gs)].map(([, text = '']) => text)

/** A text without what differs from run to run: ids, times, durations, and what is drawn or said of them. */
const steadyText = (text = ''): string =>
  text
    .replace(/^Time without a step\n(?: .*\n)+\n/m, '')
    .replace(/req_[0-9a-f-]+/g, 'req_…')
    .replace(/[\d-]+T[\d:.]+Z/g, '<time>')
    .replace(/\[[\d:.]+\]/g, '[<time>]')
    .replace(/[\d.]+ ms/g, '… ms')
    .replace(/(requestId|initTime|memoryUsed|remainingTime)=\S+/g, '$1=…')
    .replace(/━+/g, '')
    .replace(/ {2,}/g, '  ')
    .trim()

/** Runs Node in the folder of the samples. */
const node = (args: readonly string[], format = 'json') =>
  spawnSync(process.execPath, args, {
    cwd: FOLDER,
    encoding: 'utf8',
    env: { ...process.env, HOPTRACE_FORMAT: format },
  })

const idIn = (text: string): string => /req_[0-9a-f-]+/.exec(text)?.[0] ?? ''

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const name of ['index.ts', 'invoke.mjs', 'serve.mjs'])
    writeFileSync(path.join(FOLDER, name), files[name] ?? '')
})

afterEach(() => vi.unstubAllEnvs())

describe('Lambda only', () => {
  const [lines, response, waterfall] = printedIn('Lambda only')

  it('prints records for people on a terminal', () => {
    const { stdout } = node(['invoke.mjs', '17'], 'pretty')
    expect(steadyText(stdout)).toBe(steadyText(lines))
  })

  it('answers with the trace id, by which the command line finds the request', () => {
    const { stdout, stderr } = node(['invoke.mjs', '18'])
    expect(steadyText(stderr)).toBe(steadyText(response))
    writeFileSync(path.join(FOLDER, 'records.ndjson'), stdout)
    const report = node([CLI, 'trace', idIn(stderr), '--file', 'records.ndjson'])
    expect(steadyText(report.stdout)).toBe(steadyText(waterfall))
  })
})

describe('Next.js with a Lambda backend', () => {
  const [response, waterfall] = printedIn('Next.js with a Lambda backend')

  it('shows one waterfall of the route and the function', async () => {
    const port = await freePort()
    const serve = path.join(FOLDER, 'serve.mjs')
    writeFileSync(serve, (files['serve.mjs'] ?? '').replace('3001', String(port)))
    const url = `http://localhost:${port}`
    const backend: string[] = []
    const server = await startChild({
      name: 'the function',
      args: [serve],
      env: { HOPTRACE_FORMAT: 'json' },
      url: `${url}/orders/17`,
      signal: undefined,
      onLine: (line) => backend.push(line),
      onExit: () => undefined,
    })
    vi.stubEnv('ORDERS_URL', url)
    vi.stubEnv('HOPTRACE_ACTION', 'GET /api/orders/[id]') // as Next.js names it
    const { GET } = await loadSample(PAGE, 'trace.fetch')
    const context = { params: Promise.resolve({ id: '18' }) }
    const { value, lines } = await captureRecords(() =>
      GET(new Request('http://a.example/api/orders/18'), context),
    )
    await server.stop()
    const answer = value as Response
    const body = await answer.text()
    expect(response).toContain(`HTTP/1.1 ${answer.status} `)
    expect(steadyText(response)).toContain(steadyText(body))
    expect(answer.headers.get('x-trace-id')).toBe(idIn(body))
    writeFileSync(path.join(FOLDER, 'shop-frontend.ndjson'), lines.join('\n'))
    writeFileSync(path.join(FOLDER, 'orders.ndjson'), backend.join('\n'))
    const logs = ['--file', 'shop-frontend.ndjson', '--file', 'orders.ndjson']
    const report = node([CLI, 'trace', idIn(body), ...logs])
    expect(steadyText(report.stdout)).toBe(steadyText(waterfall))
  })

  it('shows a proxy and an instrumentation', async () => {
    const { default: proxy } = await loadSample(PAGE, 'withProxyTracing')
    const { headers } = await proxy(new NextRequest('http://a.example/'), {})
    expect(headers.get('x-trace-id')).toMatch(/^req_/)
    expect(await loadSample(PAGE, 'onRequestError')).toHaveProperty('onRequestError')
  })
})

describe('SST, CDK and SAM', () => {
  const commands = blocksOf(PAGE, 'sh').flatMap(
    (block) => block.match(/^npx hoptrace cloudformation .*(?= > hoptrace\.yml$)/gm) ?? [],
  )
  const template = (command = '', more = ''): string => {
    const line = command.replace('npx hoptrace', `"${process.execPath}" "${CLI}"`)
    return spawnSync('sh', ['-c', line + more], { encoding: 'utf8' }).stdout
  }

  it('writes a template for the function’s name, service and action', () => {
    expect(commands).toHaveLength(2)
    const [own = '', sst = ''] = commands.map((command) => template(command))
    const { stdout } = node(['invoke.mjs', '17'])
    const { service, action } = JSON.parse(stdout.split('\n')[0] ?? '')
    for (const text of [own, sst]) {
      expect(text).toContain('"/aws/lambda/shop-prod-orders"')
      expect(text).not.toContain('AWS::Logs::LogGroup')
      expect(text).toContain(`"Value":"${service}"`)
      expect(text).toContain(`"Value":"${action}"`)
    }
  })

  it.each(['sst.config.ts', 'app.mjs', 'template.yml'])('names the function in %s', (name) => {
    expect(files[name]).toMatch(/(?:name|functionName|FunctionName): '?shop-prod-orders\b/)
    expect(files[name]).toContain('/orders/{id}')
    expect(files[name]).toContain('hoptrace.yml')
  })

  it.each(['sst.config.ts', 'template.yml'])('turns the metrics on in %s', (name) => {
    const found = [...(files[name] ?? '').matchAll(/(HOPTRACE_\w+): '?([\w,]+)/g)]
    const environment = Object.fromEntries(found.map(([, key, value]) => [key, value]))
    expect(environment).toEqual(metricsEnvironment)
  })

  it.each(['sst.config.ts', 'app.mjs'])('shows a module: %s', async (name) => {
    await expect(transform(files[name] ?? '', { loader: 'js' })).resolves.toBeDefined()
  })

  it('says how large the template is', () => {
    const [, sst = ''] = commands
    const size = template(sst).length
    const growth = template(sst, " --function 'stock=GET /stock/{id}'").length - size
    const [kilobytes, more] = [size, growth].map((bytes) => Math.round(bytes / 1000))
    expect(size).toBeLessThanOrEqual(51_200)
    expect(sectionOf(PAGE, 'SST')).toContain(
      `This template has ${kilobytes} KB, and grows by ${more} KB with each function.`,
    )
  })
})
