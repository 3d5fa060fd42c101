import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { queries } from '../../../src/queries/index.ts'
import { hoptrace } from '../hoptrace.ts'

/** Returns what bash offers after these words. */
async function offered(...words: string[]): Promise<string[]> {
  const { out } = await hoptrace(['completion', 'bash'])
  const line = ['hoptrace', ...words].map((word) => `'${word}'`).join(' ')
  const script = `${out}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _hoptrace; printf '%s\\n' "\${COMPREPLY[@]}"`
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

  it.each(['zsh', 'fish'])('has the commands and the flags of each in %s', async (shell) => {
    const { code, out } = await hoptrace(['completion', shell])
    expect(code).toBe(0)
    for (const word of ['trace', 'last-failed', 'log-group', 'error-rate', 'pagerduty']) {
      expect(out).toContain(word)
    }
  })

  it.each([[[]], [['powershell']], [['bash', 'zsh']]])('refuses %j', async (words) => {
    const { code, err } = await hoptrace(['completion', ...words])
    expect([code, err]).toEqual([2, expect.stringMatching(/^Pass one of bash, zsh, fish\./)])
  })
})
