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

  it('refuses an unknown command', async () => {
    const { code, err } = await hoptrace(['tarce\u001b[2J'])
    expect(code).toBe(2)
    expect(err).toMatch(/^Unknown command 'tarce\\x1b\[2J'\.\n/)
  })

  it.each(['trace', 'query', 'queries', 'compare', 'cost', 'doctor', 'init', 'cloudformation'])(
    '%s prints its help',
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
