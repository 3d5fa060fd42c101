import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AGENTS_DOCUMENT, agentsDocument } from '../../local/docs/agents-document.ts'
import { COMMANDS } from '../../src/cli/commands/index.ts'
import { TOOLS } from '../../src/cli/mcp/tools/index.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'
import { startSession } from '../cli/mcp/session.ts'
import { failedTrace, traceId } from '../cli/sample-trace.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/coding-agents.md'
const TIMES = ['since', 'until']

interface Server {
  readonly command: string
  readonly args: readonly string[]
}

/** The servers that the page configures. */
const servers = [
  ...blocksOf(PAGE, 'json').map((text) => Object.values(Object.values(JSON.parse(text))[0] ?? {})),
  ...blocksOf(PAGE, 'toml').map((text) => [
    Object.fromEntries(
      [...text.matchAll(/^(\w+) = (.+)$/gm)].map(([, name, value = '']) => [
        name,
        JSON.parse(value),
      ]),
    ),
  ]),
].flat() as Server[]

describe('docs/coding-agents.md', () => {
  it('configures a server that starts, for each client', async () => {
    expect(servers).toHaveLength(4)
    for (const { command, args } of servers) {
      expect([command, args[0]]).toEqual(['npx', 'hoptrace'])
      const words = args.slice(1).map((word) => word.replace(/^\$.workspaceFolder.$/, '.'))
      // Without a client, it ends at once.
      expect(await hoptrace(words)).toEqual({ code: 0, out: '', err: '' })
    }
  })

  it('names the members of Codex’s configuration', () => {
    expect(blocksOf(PAGE, 'toml')).toEqual([expect.stringMatching(/^\[mcp_servers\.hoptrace\]\n/)])
  })

  it('lists the tools and their arguments', () => {
    const rows = rowsOf(sectionOf(PAGE, 'Tools')).map(([tool = '', given = '']) => [
      tool.replaceAll('`', ''),
      (given.match(/\w+/g) ?? []).toSorted(),
    ])
    expect(rows).toEqual(
      TOOLS.map((tool) => [
        tool.name,
        Object.keys(tool.arguments)
          .filter((name) => !TIMES.includes(name))
          .toSorted(),
      ]),
    )
    const timed = TOOLS.filter((tool) => TIMES.every((name) => name in tool.arguments))
    expect(timed.map(({ name }) => name)).toEqual(['trace', 'find', 'compare', 'query'])
  })

  it('lists the members of answers', async () => {
    const session = await startSession(['--file', logFile(...failedTrace)])
    await session.call('trace', { id: traceId })
    await session.call('trace', { id: 'nobody' })
    await session.call('trace', { id: 5 })
    await session.call('query', {
      ql: 'fields @message, concat(@message, @message, @message) as x',
    })
    const members = new Set(session.replies.flatMap(({ answer }) => Object.keys(answer)))
    const listed = rowsOf(sectionOf(PAGE, 'Answers')).map(([name = '']) => name.replaceAll('`', ''))
    expect([...members].toSorted()).toEqual(listed.toSorted())
  })
})

describe(AGENTS_DOCUMENT, () => {
  it('is what the commands’ help says now', () => {
    expect(readFileSync(AGENTS_DOCUMENT, 'utf8')).toBe(agentsDocument(COMMANDS))
  })

  it('is in the package', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(files).toContain(AGENTS_DOCUMENT.split('/')[0])
  })

  it('shows commands that run over a log', async () => {
    const file = logFile(...failedTrace)
    const commands = [
      ...readFileSync(AGENTS_DOCUMENT, 'utf8').matchAll(/\| `npx hoptrace ([^`]+ --json)`/g),
    ]
    expect(commands.length).toBeGreaterThan(5)
    for (const [, words = ''] of commands) {
      const args = words.replace(/<\w+>/, traceId).split(' ')
      const { code, err } = await hoptrace([...args, '--file', file])
      expect([code, err]).toEqual([
        expect.toBeOneOf([0, 1]),
        expect.not.stringContaining('See hoptrace help'),
      ])
    }
  })
})
