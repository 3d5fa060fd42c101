import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { adviceFor } from '../../src/cli/live/hidden-variables.ts'
import { MAX_LINES, MAX_TRACES } from '../../src/cli/live/live-traces.ts'
import { CI_FILE } from '../../src/cli/live/report-failed.ts'
import { GRACE_MS } from '../../src/cli/live/run-commands.ts'
import { curlCommand } from '../../src/cli/view/curl-command.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { runHoptrace } from '../cli/live/dev-process.ts'
import { projectFolder } from '../cli/project/project-folder.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/development.md'

describe('docs/development.md', () => {
  it('names the variables that hoptrace dev sets for a command', () => {
    const folder = projectFolder({
      'print.mjs': `console.log(Object.entries(process.env).filter(([name]) => /^HOPTRACE_/.test(name)).map(([name, value]) => name === 'HOPTRACE_FILE' ? name : name + '=' + value).sort().join())`,
    })
    const { stdout } = runHoptrace(folder, 'dev', '--', 'node', 'print.mjs')
    for (const variable of stdout.trim().split(',')) {
      expect(sectionOf(PAGE, 'hoptrace dev')).toContain(`\`${variable}\``)
    }
    expect(stdout).toBe('HOPTRACE_FILE,HOPTRACE_FORMAT=none\n')
  })

  it('shows command lines of hoptrace dev that its help has', async () => {
    const { out } = await hoptrace(['dev', '--help'])
    const lines = [...blocksOf(PAGE, 'sh')].join('').match(/hoptrace dev .*/g) ?? []
    const flags = lines.flatMap((line) => line.split(' -- ')[0]?.match(/--[a-z-]+/g) ?? [])
    expect([...new Set(flags)].toSorted()).toEqual(['--also', '--ci', '--file'])
    for (const flag of flags) expect(out).toContain(`  ${flag} `)
  })

  it('says how long a command has that is stopped', () => {
    const text = sectionOf(PAGE, 'hoptrace dev')
    expect(text).toContain(`What still runs ${GRACE_MS / 1000} seconds later is killed`)
  })

  it('says of each host that hides the variables what hoptrace dev says', () => {
    const text = sectionOf(PAGE, 'What runs under it')
    const commands = rowsOf(text).flatMap(([first = '']) => [...first.matchAll(/`([^`]+)`/g)])
    // The service of this repository has the plugin.
    const silent = [
      ...['next dev', 'next start', 'node --test', 'serverless offline'],
      ...['npm run', 'pnpm -r', 'tsx watch', 'pm2-runtime'],
    ]
    for (const [, command = ''] of commands) {
      const [advice] = adviceFor([command])
      if (silent.includes(command)) expect(advice, command).toBeUndefined()
      else expect(advice, command).toMatch(/hide/)
    }
    expect(commands).toHaveLength(12)
    const [turbo = ''] = adviceFor(['turbo run dev'])
    expect(text).toContain(/"globalPassThroughEnv".*\]/.exec(turbo)?.[0])
  })

  it('states the bounds of the page', () => {
    const text = sectionOf(PAGE, 'The page')
    expect(text).toContain(`at most ${MAX_TRACES.toLocaleString('en-US')} of`)
    expect(text).toContain(`At most ${MAX_LINES.toLocaleString('en-US')} records of a request`)
    const address = /`(http:[^`]+)`/.exec(text)?.[1]
    expect(curlCommand({ method: 'GET', path: '/' })).toContain(`\${HOPTRACE_URL:-${address}}`)
  })

  it('lists the keys of the page', () => {
    const sources = ['main', 'request-list'].map((name) =>
      readFileSync(`src/ui/${name}.tsx`, 'utf8'),
    )
    const names: Record<string, string> = { '↓': 'ArrowDown', '↑': 'ArrowUp' }
    const keys = rowsOf(sectionOf(PAGE, 'The page')).flatMap(([first = '']) =>
      [...first.matchAll(/`([^`]+)`/g)].map(([, key = '']) => names[key] ?? key),
    )
    // A button is pressed by Enter without any code.
    const handled = keys.filter((key) => key !== 'Enter')
    for (const key of handled) expect(sources.join()).toMatch(new RegExp(`'${key}'|\\b${key}:`))
    expect(handled.length).toBeGreaterThan(6)
  })

  it('names the file that is written in CI', () => {
    expect(sectionOf(PAGE, 'In CI')).toContain(`\`${CI_FILE}\``)
  })
})
