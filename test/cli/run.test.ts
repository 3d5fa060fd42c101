import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { queries } from '../../src/queries/index.ts'
import { hoptrace } from './hoptrace.ts'
import { logFile } from './log-file.ts'

describe('hoptrace', () => {
  it('lists its commands, on stderr and with exit code 2 if none is given', async () => {
    const asked = await hoptrace(['--help'])
    const unasked = await hoptrace([])
    expect([asked.code, asked.err]).toEqual([0, ''])
    expect([unasked.code, unasked.out, unasked.err]).toEqual([2, '', asked.out])
    expect(asked.out).toMatch(/^ {2}hoptrace trace +\S/m)
  })

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await hoptrace(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it.each([
    [['tarce'], "Unknown command 'tarce'. Did you mean trace?"],
    [['quer'], "Unknown command 'quer'. Did you mean query?"],
    [['help', 'docter'], "Unknown command 'docter'. Did you mean doctor?"],
    [['xyzzy'], "Unknown command 'xyzzy'.\n"],
    [['trace', 'a', '--sinc', '1h'], "Unknown option '--sinc'. Did you mean --since?"],
    [['queries', '--jsno'], "Unknown option '--jsno'. Did you mean --json?"],
    [['query', 'error-rat'], "Unknown query 'error-rat'. Did you mean error-rate? The queries are"],
  ])('answers %j with the name that was probably meant', async (words, message) => {
    const { code, err } = await hoptrace(words)
    expect(code).toBe(2)
    expect(err.startsWith(message)).toBe(true)
  })

  it('helps with a command in both spellings', async () => {
    const asked = await hoptrace(['help', 'trace'])
    expect(asked).toEqual(await hoptrace(['trace', '--help']))
    expect(asked.out).toMatch(/^hoptrace trace <id>/)
    expect(await hoptrace(['help'])).toEqual(await hoptrace(['--help']))
  })

  it.each(['18.20.4', '20.19.0', '21.7.3'])('says on Node %s which one it needs', (version) => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`
    const words = ['--import', `data:text/javascript,${encodeURIComponent(old)}`]
    const { status, stderr } = spawnSync(
      process.execPath,
      [...words, 'dist/cli/main.js', '--help'],
      { encoding: 'utf8' },
    )
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(
        new RegExp(`^hoptrace needs Node 22 or later, and this is Node ${version}\\. `),
      ),
    ])
  })

  it('refuses an unknown command', async () => {
    const { code, err } = await hoptrace(['tarce\u001b[2J'])
    expect(code).toBe(2)
    expect(err).toMatch(/^Unknown command 'tarce\\x1b\[2J'\.\n/)
  })

  it.each([
    'trace',
    'query',
    'queries',
    'probe',
    'dev',
    'tail',
    'compare',
    'cost',
    'doctor',
    'init',
    'mcp',
    'cloudformation',
    'completion',
    'source-maps',
  ])('%s prints its help', async (name) => {
    const { code, out } = await hoptrace([name, '--help'])
    expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^hoptrace ${name}`))])
  })

  it('lists the queries with their questions and parameters', async () => {
    const { out } = await hoptrace(['queries'])
    for (const { id, question } of queries) {
      expect(out).toMatch(new RegExp(`^${id} .*${question.replace('?', '\\?')}$`, 'm'))
    }
    expect(JSON.parse((await hoptrace(['queries', '--json'])).out)).toEqual(queries)
  })

  it('runs as the package’s binary, with the command’s exit code', () => {
    const version = spawnSync(process.execPath, ['dist/cli/main.js', '--version'])
    expect(version.status).toBe(0)
    const args = ['query', '--ql', 'fields n', '--csv', '--file', logFile({ n: 1 })]
    const { status, stdout } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([0, 'n\r\n1\r\n'])
  })
})
