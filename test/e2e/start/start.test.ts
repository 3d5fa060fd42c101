import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hopNumber, NINE_HOPS } from '../../../local/nine-hops.ts'
import { parseRecord } from '../../../src/lines/record.ts'
import { EVENTUALLY } from '../../cli/live/dev-process.ts'
import { type Checkout, copyCheckout } from './checkout.ts'
import { type Process, processesOf } from './processes.ts'
import { type StartProcess, start } from './start-process.ts'

const SLOW = { timeout: 60_000 }

let checkout: Checkout

beforeAll(() => {
  checkout = copyCheckout()
})
afterAll(() => checkout.remove())

describe('npm start with wrong input', () => {
  it('reports a port that is in use in one line, and builds nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expectRefusal({ PORT: String(port) }, new RegExp(`^Port ${port} is in use: .+\\n$`))
  })

  it.for(['abc', '70000'])('reports the port %s in one line', async (PORT) => {
    await expectRefusal({ PORT }, new RegExp(`^PORT must be a number .+, got '${PORT}'\\.\\n$`))
  })

  it('reports an unknown argument in one line', async () => {
    await expectRefusal({}, /^npm start takes only --once, got '--onec'\.\n$/, ['--onec'])
  })

  async function expectRefusal(
    env: Record<string, string>,
    message: RegExp,
    words: string[] = [],
  ): Promise<void> {
    const started = start(checkout.root, words, env)
    expect(await started.exit).toBe(1)
    expect(started.errors).toMatch(message)
    expect(started.output).toBe('')
    expect(existsSync(path.join(checkout.root, 'dist'))).toBe(false)
  }
})

describe('npm start', () => {
  it('shows nine hops of one request and ends with --once', SLOW, async () => {
    const started = start(checkout.root, ['--once'])
    expect([await started.exit, started.errors]).toEqual([0, expect.stringContaining('Ready')])

    const [, waterfall = ''] = started.output.split(/^req_[\da-f-]{36}$/m)
    const numbers = Array.from(waterfall.matchAll(/^ +(\d) {2,}(\S+)/gm), ([, number, name]) => [
      Number(number),
      name,
    ])
    expect(numbers).toEqual(NINE_HOPS.map((name, index) => [index + 1, name]))
    expect(started.output).toContain('9 of 9 hops under one trace id')

    const [, file = '', command = ''] =
      /^The records +(\S+)\n.+ npx hoptrace (trace req_\S+)\n$/m.exec(started.output) ?? []
    const asked = spawnSync(process.execPath, ['dist/cli/main.js', ...command.split(' ')], {
      cwd: checkout.root,
      encoding: 'utf8',
    })
    expect(asked.stdout).toMatch(/^req_.+\n/)
    const lines = readFileSync(path.join(checkout.root, file), 'utf8')
    const records = lines.trimEnd().split('\n').map(parseRecord)
    expect(records).not.toContain(undefined)
    expect(new Set(records.map((record) => record?.traceId)).size).toBe(1)
    const hops = records.flatMap((record) => (record && hopNumber(record)) ?? [])
    expect(new Set(hops).size).toBe(NINE_HOPS.length)
  })

  it('serves the page until Ctrl-C, and leaves nothing running', SLOW, async () => {
    const { pid, exit, signal, output } = await serving()
    const [, pageUrl = ''] = /^The page +(\S+)$/m.exec(output) ?? []
    expect((await fetch(pageUrl)).status).toBe(200)

    signal('SIGINT')
    expect(await exit).toBe(0)
    expect(processesOf(pid)).toEqual([])
  })

  it('links its page to that of hoptrace dev, which has the request', SLOW, async () => {
    const { output } = await serving()
    const [, pageUrl = ''] = /^The page +(\S+)$/m.exec(output) ?? []
    const [, address = ''] = /^Its requests +(\S+)$/m.exec(output) ?? []
    const [, traceId = ''] = /npx hoptrace trace (req_\S+)/.exec(output) ?? []
    expect(await (await fetch(pageUrl)).text()).toContain(address)

    const token = new URLSearchParams(new URL(address).hash.slice(1)).get('token') ?? ''
    const shown = new URL(`/api/trace?${new URLSearchParams({ id: traceId, token })}`, address)
    await expect
      .poll(async () => (await fetch(shown)).text(), EVENTUALLY)
      .toContain('service:bedrock:invoke')
  })

  it('names a server that died, and leaves nothing running', SLOW, async () => {
    const started = await serving()
    const page = processesOf(started.pid).find(({ command }) => command.startsWith('next-server'))

    process.kill((page as Process).pid, 'SIGKILL')
    expect(await started.exit).toBe(1)
    expect(started.errors).toMatch(/^Next\.js exited \(SIGKILL\): run npm start again\./m)
    expect(processesOf(started.pid)).toEqual([])
  })

  it.for([
    ['while it builds', 'Building the frontend', 2],
    ['while the servers start', 'Starting the Lambda functions', 3],
  ] as const)('leaves nothing running if it is ended %s', SLOW, async ([, step, processes]) => {
    const { pid, exit, says } = start(checkout.root, [])
    await says(step)
    await expect.poll(() => processesOf(pid).length).toBeGreaterThanOrEqual(processes)

    process.kill(pid, 'SIGTERM')
    expect(await exit).toBe(0)
    expect(processesOf(pid)).toEqual([])
  })

  async function serving(): Promise<StartProcess> {
    const started = start(checkout.root, [])
    await started.says('Press Ctrl-C to stop.')
    expect(processesOf(started.pid)).toHaveLength(4)
    return started
  }
})
