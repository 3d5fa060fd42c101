import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../local/root.ts'
import { blocksOf, steady } from '../docs/page.ts'
import { BUILD, FOLDER } from './folder.ts'
import { type AppRun, evaluate, invoke } from './run-app.ts'
import { fileOf, sampleFile } from './samples.ts'

const PAGE = 'beside-other-tools'
const PINO = sampleFile(PAGE, 'pino(')
const WINSTON = sampleFile(PAGE, 'createLogger')
const POWERTOOLS = sampleFile(PAGE, 'appendKeys')

interface Line {
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
}

const linesOf = ({ lines }: AppRun): Line[] => lines.map((line) => JSON.parse(line))

const idsOf = ({ traceId, spanId }: Line): Line => ({ traceId, spanId })

/** What differs from machine to machine in pino's lines. */
const machine = { time: 0, pid: 0, hostname: '' }

const cli = (...words: string[]): string =>
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli/main.js'), ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

describe('a logger’s lines', () => {
  it('of pino are those that the page shows', async () => {
    const run = await invoke(PINO)
    const [shown = ''] = blocksOf(fileOf(PAGE), 'json')
    const [line = {}] = linesOf(run)
    expect(steady({ ...line, ...machine })).toEqual(steady({ ...JSON.parse(shown), ...machine }))
    expect(Object.keys(line)).toEqual(Object.keys(JSON.parse(shown)))
    expect(idsOf(line)).toEqual(idsOf(run.records[0] ?? {}))
    expect(run.stdout.map((text) => JSON.parse(text).message)).toEqual([
      'Lambda start',
      undefined,
      'Lambda success',
    ])
  })

  it.each([
    ['winston', WINSTON],
    ['pino-lambda', path.join(FOLDER, 'apps/pino-lambda.ts')],
    ['Powertools, given them with a line,', path.join(FOLDER, 'apps/powertools-lines.ts')],
  ])(
    'of %s have the ids of the running step, and none outside of a request',
    async (_name, LOGGER) => {
      const run = await invoke(path.join(FOLDER, 'apps/log-with.ts'), { env: { LOGGER } })
      const hop = run.records.find(({ phase }) => phase === 'hop')
      expect(linesOf(run).map(idsOf)).toEqual([{}, idsOf(run.records[0] ?? {}), idsOf(hop ?? {})])
    },
  )

  it('of Powertools have the ids of their own invocation', async () => {
    const run = await invoke(POWERTOOLS, { env: { INVOCATIONS: '2' } })
    const starts = run.records.filter(({ phase }) => phase === 'start')
    expect(starts[0]?.spanId).not.toBe(starts[1]?.spanId)
    expect(linesOf(run).map(idsOf)).toEqual(starts.map(idsOf))
  })

  it('of pino come asynchronously without a destination', async () => {
    const code = "import { pino, symbols } from 'pino'; console.log(pino()[symbols.streamSym].sync)"
    expect((await evaluate(code)).lines).toEqual(['false'])
  })
})

describe('the command line', () => {
  it('finds other loggers’ lines by the trace id, and draws them among the steps', async () => {
    const { stdout, records } = await invoke(PINO)
    const file = logOf('pino.ndjson', stdout)
    const id = records[0]?.traceId ?? ''
    const ql = `fields @message | filter traceId = "${id}"`
    expect(cli('query', '--ql', ql, '--file', file, '--json')).toContain('Order found')
    expect(cli('trace', id, '--file', file)).toMatch(/orders:get .*━.*\n.*· INFO .*Order found/)
    const waterfall = cli('trace', id, '--no-lines', '--file', file)
    expect(waterfall).toContain('orders:get')
    expect(waterfall).not.toContain('Order found')
  })

  it('lists other loggers’ errors among the recent ones', async () => {
    const { stdout } = await invoke(path.join(FOLDER, 'apps/errors.ts'))
    const file = logOf('errors.ndjson', stdout)
    expect(cli('query', 'recent-errors', '--file', file, '--json')).toContain('01a2033f')
  })
})

describe('the options level and redact', () => {
  it('do not change other loggers’ lines', async () => {
    const { records, lines } = await invoke(path.join(FOLDER, 'apps/errors.ts'))
    expect(records).toEqual([])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ iban: 'DE89370400440532013000' })
  })
})

function logOf(name: string, stdout: readonly string[]): string {
  const file = path.join(BUILD, name)
  writeFileSync(file, stdout.map((line) => `${line}\n`).join(''))
  return file
}
