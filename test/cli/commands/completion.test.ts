import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { queries } from '../../../src/queries/index.ts'
import { hoptrace } from '../hoptrace.ts'

const TOOL = path.resolve('dist/cli/main.js')

/** Returns what bash offers after these words. */
function offered(...words: string[]): Promise<string[]> {
  return offeredIn('.', ...words)
}

/** Returns what bash offers in a folder. */
async function offeredIn(folder: string, ...words: string[]): Promise<string[]> {
  const { out } = await hoptrace(['completion', 'bash'])
  const line = ['hoptrace', ...words].map((word) => `'${word}'`).join(' ')
  const tool = `hoptrace() { '${process.execPath}' '${TOOL}' "$@"; }`
  const script = `${tool}\n${out}\ncd '${folder}'\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _hoptrace; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}

describe('hoptrace completion', () => {
  it('offers commands, flags and names of queries in bash', async () => {
    expect(await offered('qu')).toEqual(['query', 'queries'])
    expect(await offered('trace', '--last')).toEqual(['--last', '--last-failed'])
    expect(await offered('query', '')).toEqual(expect.arrayContaining(queries.map(({ id }) => id)))
    expect((await offered('help', 'comp')).toSorted()).toEqual(['compare', 'completion'])
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish', '--help'])
  })

  it('offers the queries of the project that the shell stands in', async () => {
    const project = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
    onTestFinished(() => rmSync(project, { recursive: true }))
    const own = { id: 'own-bill', title: 'Bill', text: 'fields action' }
    writeFileSync(path.join(project, 'own.mjs'), `export default ${JSON.stringify(own)}`)
    const config = { queries: { without: ['credits'], add: ['./own.mjs'] } }
    writeFileSync(path.join(project, 'hoptrace.json'), JSON.stringify(config))
    expect(await offeredIn(project, 'query', 'own-')).toEqual(['own-bill'])
    expect(await offered('query', 'cred')).toEqual(['credits'])
    expect(await offeredIn(project, 'query', 'cred')).toEqual([''])
  })

  it.each(['zsh', 'fish'])('has the commands and the flags of each in %s', async (shell) => {
    const { code, out } = await hoptrace(['completion', shell])
    expect(code).toBe(0)
    for (const word of ['trace', 'last-failed', 'log-group', 'hoptrace queries', 'pagerduty']) {
      expect(out).toContain(word)
    }
  })

  it.each([[[]], [['powershell']], [['bash', 'zsh']]])('refuses %j', async (words) => {
    const { code, err } = await hoptrace(['completion', ...words])
    expect([code, err]).toEqual([2, expect.stringMatching(/^Pass one of bash, zsh, fish\./)])
  })
})
