import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { queries } from '../../src/queries/index.ts'
import { hoptrace } from './host.ts'
import { logFile } from './log-file.ts'

describe('hoptrace', () => {
  it('says what it can do, on stderr and with 2 when nothing was asked', async () => {
    const asked = await hoptrace(['--help'])
    const unasked = await hoptrace([])
    expect([asked.code, asked.err]).toEqual([0, ''])
    expect([unasked.code, unasked.out, unasked.err]).toEqual([2, '', asked.out])
    expect(asked.out).toMatch(/^ {2}hoptrace trace +\S/m)
  })

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await hoptrace(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it('has the commands that the README lists', async () => {
    const { out } = await hoptrace(['--help'])
    const [, table = ''] = readFileSync('README.md', 'utf8').split('## Finding a request')
    const listed = table.split('## ')[0]?.match(/(?<=^\| `hoptrace )\w+/gm)
    expect(out.match(/(?<=^ {2}hoptrace )\w+/gm)?.sort()).toEqual(listed?.sort())
  })

  it('refuses a command that it doesn’t have', async () => {
    const { code, err } = await hoptrace(['tarce\u001b[2J'])
    expect(code).toBe(2)
    expect(err).toMatch(/^hoptrace has no command 'tarce\\x1b\[2J'\.\n/)
  })

  it.each(['trace', 'query', 'queries', 'cost', 'doctor', 'cloudformation'])(
    '%s says how it is used',
    async (name) => {
      const { code, out } = await hoptrace([name, '--help'])
      expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^hoptrace ${name}`))])
    },
  )

  it('lists the queries with their questions and parameters', async () => {
    const { out } = await hoptrace(['queries'])
    for (const { id, question } of queries) {
      expect(out).toMatch(new RegExp(`^${id} .*${question.replace('?', '\\?')}$`, 'm'))
    }
    expect(JSON.parse((await hoptrace(['queries', '--json'])).out)).toEqual(queries)
  })

  it('runs as the package’s binary, and ends with the answer’s code', () => {
    const version = spawnSync(process.execPath, ['dist/cli/main.js', '--version'])
    expect(version.status).toBe(0)
    const words = ['query', '--ql', 'fields n', '--csv', '--file', logFile({ n: 1 })]
    const { status, stdout } = spawnSync(process.execPath, ['dist/cli/main.js', ...words], {
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([0, 'n\r\n1\r\n'])
  })
})
