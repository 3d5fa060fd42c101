import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { consoleBlocksIn } from '../../local/docs/console-blocks.ts'
import { runSample } from '../../local/docs/samples.ts'
import { ROOT } from '../../local/root.ts'
import { MAX_GROUPS, MAX_IN_SESSION } from '../../src/cli/cloudwatch/find-tailed.ts'
import { PRICES } from '../../src/cli/cost/prices.ts'
import { LOST_MS, SETTLE_MS, SILENT_MS } from '../../src/cli/tail/settled-requests.ts'
import { LAST_BYTES } from '../../src/cli/tail/tail-file.ts'
import { queries } from '../../src/queries/index.ts'
import { captureRecords } from '../capture.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'
import { projectFolder } from '../cli/project/project-folder.ts'
import { bundled, folderWith } from '../cli/source-maps/built.ts'
import { loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/command-line.md'
const text = readFileSync(PAGE, 'utf8')
const COMMANDS = [
  'trace',
  'query',
  'queries',
  'probe',
  'dev',
  'tail',
  'compare',
  'map',
  'cost',
  'doctor',
  'init',
  'mcp',
  'cloudformation',
  'otlp',
  'completion',
  'source-maps',
]
const READING = ['trace', 'query', 'probe', 'map', 'cost', 'doctor', 'compare', 'otlp']
const RECORD = { timestamp: '2026-11-30T10:34:07.252Z', phase: 'log', traceId: 'a', spanId: 'b' }

/** The flags in the first column of a section's tables. */
const flagsIn = (section: string): string[] =>
  rowsOf(section).flatMap(([first = '']) => first.match(/(?<=^`)--[\w-]+/)?.[0] ?? [])

const readingFlags = flagsIn(sectionOf(PAGE, 'Which records are read'))
const documentedFlags = (command: string): string[] => [
  ...flagsIn(sectionOf(PAGE, `hoptrace ${command}`)),
  ...(READING.includes(command) ? readingFlags : []),
]

const PAYMENTS = `export class BankError extends Error {
  code = 'BANK_TIMEOUT'
}
${'\n'.repeat(18)}export function charge(answer?: string): void {
  if (answer === undefined) {
    throw new BankError('The bank has no answer')
  }
}
`
const ROUTE = `import { charge } from '../../../lib/payments.ts'
${'\n'.repeat(13)}export function pay(): void {
  for (const _ of 'a')
    charge()
}
`
/** Prints the frames of an error that are those of the bundle. */
const PROGRAM = `import { pay } from './dist/main.mjs'
try {
  pay()
} catch ({ stack }) {
  console.log(stack.split('\\n').filter((line) => !/^ +at .*(?:program\\.mjs|node:)/.test(line)).join('\\n'))
}
`

describe('docs/command-line.md', () => {
  it('shows the lines of source that a bundle is made of', async () => {
    const root = folderWith({
      'package.json': '{}',
      'lib/payments.ts': PAYMENTS,
      'app/api/orders/route.ts': ROUTE,
      'program.mjs': PROGRAM,
    })
    await bundled(root, { entryPoints: [`${root}/app/api/orders/route.ts`], minify: false })
    const { stdout } = spawnSync(process.execPath, [`${root}/program.mjs`], { encoding: 'utf8' })
    const stack = stdout.trimEnd()
    const error = { message: 'The bank has no answer', code: 'BANK_TIMEOUT', stack }
    const request = {
      ...RECORD,
      message: '',
      level: 'error',
      service: 'shop',
      layer: 'lambda',
      result: 'error',
    }
    const call = { phase: 'call', action: 'service:payments:charge', spanId: 'c', parentId: 'b' }
    const file = logFile(
      { ...request, phase: 'start', action: 'orders:pay' },
      { ...request, ...call, duration: 12, error },
      { ...request, phase: 'complete', action: 'orders:pay', duration: 15, error },
    )
    const words = ['trace', '--last-failed', '--source-maps', `${root}/dist`, '--file', file]
    const { out } = await hoptrace(words)
    const [, shown] = /```\n(Failed at [\s\S]*?)```/.exec(sectionOf(PAGE, 'Source lines')) ?? []
    expect(out).toContain(shown)
  })

  it.each(consoleBlocksIn(text))('shows what $command prints', ({ command, output }) => {
    expect(command).toMatch(/^npx hoptrace /)
    expect(output).toBe(runSample(command).trimEnd())
  })

  it('shows the diff that init prints', async () => {
    const [, diff = ''] = /```diff\n([\s\S]*?)```/.exec(sectionOf(PAGE, 'hoptrace init')) ?? []
    const before = diff.split('\n').filter((line) => /^[ -](?!--)/.test(line))
    const route = before.map((line) => `${line.slice(1)}\n`).join('')
    const root = projectFolder({
      'package.json': { dependencies: { next: '16.4.3' } },
      'app/api/orders/route.ts': route,
      'proxy.ts': '// hoptrace-ignore',
      'instrumentation.ts': '// hoptrace-ignore',
    })
    const { out } = await hoptrace(['init', root])
    expect(out).toBe(diff)
  })

  it('lists every command', async () => {
    const { out } = await hoptrace(['--help'])
    const listed = [...text.matchAll(/^\| \[`([\w-]+)`\]/gm)].map(([, name]) => name)
    expect(listed).toEqual(COMMANDS)
    expect(out.match(/(?<=^ {2}hoptrace )[\w-]+/gm)).toEqual(COMMANDS)
  })

  it.each(COMMANDS)('lists every flag of %s', async (command) => {
    const { out } = await hoptrace([command, '--help'])
    const flags = out.match(/(?<=^ {2})--[\w-]+/gm) ?? []
    expect(documentedFlags(command).toSorted()).toEqual(flags.toSorted())
  })

  it.each(COMMANDS)('lists no flag that %s refuses', async (command) => {
    const flags = documentedFlags(command)
    // A checkout may have records of a run, which commands read, send and write to files.
    process.chdir(projectFolder({}))
    onTestFinished(() => process.chdir(ROOT))
    for (const flag of flags) {
      // A file that doesn't exist is waited for by tail. Standard input is empty here.
      const { err } = await hoptrace([command, flag, flag === '--file' ? '-' : 'value'])
      expect(err).not.toContain('Unknown option')
    }
  })

  it('states the bounds and the price of tail', () => {
    const section = sectionOf(PAGE, 'hoptrace tail')
    expect(section).toContain(`$${PRICES.liveTailPerMinute} a minute`)
    expect(section).toContain(`(us-east-1, ${PRICES.asOf})`)
    expect(section).toContain(
      `${PRICES.liveTailFreeMinutes.toLocaleString('en-US')} minutes a month`,
    )
    expect(section).toContain(`at most ${MAX_IN_SESSION} log groups of one region`)
    expect(section).toContain(`at most ${MAX_GROUPS} log groups.`)
    expect(section).toContain(`shown ${SETTLE_MS / 1000} s after the last`)
    expect(section).toContain(`shown ${LOST_MS / 1000} s after its last line`)
    expect(section).toContain(`after ${SILENT_MS / 60_000} minutes`)
    expect(section).toContain(`the last ${LAST_BYTES / 1024 / 1024} MB`)
  })

  it('states the exit codes', async () => {
    const file = logFile(RECORD)
    const codeOf = async (...words: string[]): Promise<number> => (await hoptrace(words)).code
    expect(rowsOf(sectionOf(PAGE, 'Exit codes')).map(([code]) => code)).toEqual([
      '0',
      '1',
      '2',
      '3',
    ])
    expect(await codeOf('query', '--ql', 'fields traceId', '--file', file)).toBe(0)
    expect(await codeOf('queries')).toBe(0)
    expect(await codeOf('doctor', '--file', file)).toBe(1)
    expect(await codeOf('trace', 'nobody', '--file', file)).toBe(1)
    expect(await codeOf('cost', '--requests', '1', '--file', logFile({}))).toBe(1)
    expect(await codeOf('query', '--ql', 'anomaly x', '--file', file)).toBe(2)
    expect(await codeOf('query', 'cache', '--file', 'not-there.ndjson')).toBe(3)
    expect(await codeOf('unknown')).toBe(2)
    expect(await codeOf('trace', 'a', '--unknown')).toBe(2)
    expect(await codeOf('query', 'no-such-query', '--file', file)).toBe(2)
  })

  it('shows how a program reads the queries', async () => {
    const printed: unknown[] = []
    const { log } = console
    console.log = (...values) => printed.push(values)
    try {
      await captureRecords(() => loadSample(PAGE, 'hoptrace/queries'))
    } finally {
      console.log = log
    }
    expect(printed).toEqual(queries.map(({ title, text, parameters }) => [title, text, parameters]))
  })
})
