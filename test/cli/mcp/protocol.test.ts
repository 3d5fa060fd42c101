import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../child.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, traceId } from '../sample-trace.ts'
import { startSession, TOOL } from './session.ts'

const NAMES = ['trace', 'find', 'compare', 'query', 'doctor']
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 'initialize',
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '1.0.0' },
  },
}

/** Sends lines to a server, then closes its stdin. Returns its exit code and the lines on stdout. */
async function talk(words: readonly string[], lines: readonly (string | object)[]) {
  const child = spawn(process.execPath, [TOOL, 'mcp', ...words], { stdio: 'pipe' })
  const exit = once(child, 'exit')
  let answers = 0
  const wanted = lines.filter((line) => typeof line === 'object' && 'id' in line).length
  child.stdout.on('data', (chunk: Buffer) => {
    answers += chunk.toString().split('\n').length - 1
    if (answers >= wanted) child.stdin.end()
  })
  const out = textOf(child.stdout)
  const err = textOf(child.stderr)
  for (const line of lines) {
    child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  }
  if (wanted === 0) child.stdin.end()
  const [code] = await exit
  return { code, lines: (await out).split('\n').filter(Boolean), err: await err }
}

const call = (id: number, params: unknown) => ({ jsonrpc: '2.0', id, method: 'tools/call', params })

describe('hoptrace mcp', () => {
  it.each([
    ['2025-11-25, as clients do by default', undefined],
    ['the version that both know', { mode: 'auto' }],
    ['2026-07-28', { mode: { pin: '2026-07-28' } }],
  ] as const)('speaks %s', async (_what, versionNegotiation) => {
    const file = logFile(...failedTrace)
    const session = await startSession(
      ['--file', file],
      versionNegotiation === undefined ? {} : { versionNegotiation },
    )
    const { tools } = await session.client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(NAMES)
    const { answer } = await session.call('trace', { id: traceId })
    expect(answer.untrustedData.traces[0].traceId).toBe(traceId)
  })

  it('lists tools that only read, with arguments that are closed', async () => {
    const { client } = await startSession([])
    const { tools } = await client.listTools()
    for (const { annotations, inputSchema, outputSchema } of tools) {
      expect(annotations).toEqual({
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      })
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
      // An answer is a text: a structured one would be said twice.
      expect(outputSchema).toBeUndefined()
    }
  })

  it('takes less than 2,500 tokens for its tools', async () => {
    const { client } = await startSession([])
    const { tools } = await client.listTools()
    expect(JSON.stringify(tools).length / 3.5).toBeLessThan(2500)
  })

  it('answers malformed calls with an error, and goes on', async () => {
    const { code, lines } = await talk(
      ['--file', logFile(...failedTrace)],
      [
        'no JSON',
        '[]',
        '{"id": 1}',
        INITIALIZE,
        call(1, { name: 'nobody', arguments: {} }),
        call(2, { name: 'trace', arguments: 'text' }),
        call(3, {}),
        { jsonrpc: '2.0', id: 4, method: 'no/such/method' },
        call(5, { name: 'trace', arguments: { id: 5 } }),
        call(6, { name: 'trace', arguments: { id: traceId } }),
      ],
    )
    const answers = new Map(lines.map((line) => JSON.parse(line)).map((one) => [one.id, one]))
    for (const id of [1, 2, 3, 4]) {
      expect(answers.get(id)).toMatchObject({ error: { message: expect.stringMatching(/\S/) } })
    }
    expect(answers.get(5).result).toEqual({
      content: [{ type: 'text', text: '{"error":"id must be a string, not 5"}' }],
      isError: true,
    })
    expect(answers.get(6).result.isError).not.toBe(true)
    expect(code).toBe(0)
  })

  it.each([
    { tool: 'trace', args: {}, error: 'trace needs the argument id' },
    {
      tool: 'trace',
      args: { idd: 'a' },
      error: 'trace has no argument "idd". Did you mean id? It has id, since, until',
    },
    {
      tool: 'trace',
      args: { id: 'a', since: 'noon' },
      error: "--since takes 30m, 3h, 2d, 12:00 or 2026-11-22T14:00:00Z, not 'noon'",
    },
    {
      tool: 'find',
      args: { pick: 'worst' },
      error: 'pick must be one of "last", "last-failed", "slowest", not "worst"',
    },
    {
      tool: 'find',
      args: { status: '40' },
      error: "--status takes a status such as 404 or 5xx, not '40'",
    },
    { tool: 'query', args: {}, error: 'Pass either name or ql' },
    {
      tool: 'query',
      args: { name: 'trace-job' },
      error: 'trace-job needs parameters: {"jobId": "…"}',
    },
    {
      tool: 'query',
      args: { name: 'trace-job', parameters: { jobId: 5 } },
      error: 'parameters must be an object of texts, not {"jobId":5}',
    },
    {
      tool: 'query',
      args: { ql: 'x'.repeat(20_000) },
      error: 'ql has more than 10000 characters',
    },
    {
      tool: 'doctor',
      args: { folder: '/' },
      error: 'doctor has no argument "folder". It has none',
    },
  ])('says to a call of $tool: $error', async ({ tool, args, error }) => {
    const session = await startSession(['--file', logFile(...failedTrace)])
    const reply = await session.call(tool, args)
    expect(reply).toMatchObject({ isError: true, answer: { error } })
  })

  it('writes nothing but the protocol to stdout, and ends with its stdin', async () => {
    const { code, lines } = await talk(
      ['--file', logFile(...failedTrace)],
      [INITIALIZE, ...NAMES.map((name, id) => call(id, { name, arguments: {} }))],
    )
    expect(lines).toHaveLength(NAMES.length + 1)
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
    expect(code).toBe(0)
  })

  it('ends with its stdin before a client has said anything', async () => {
    expect(await talk([], [])).toEqual({ code: 0, lines: [], err: '' })
  })

  it.each([
    [['--file', '-'], '--file can’t be -: the client writes to it'],
    [['--max-scan', '1TB'], "--max-scan takes 500MB or 1GB, not '1TB'"],
    [['no-such-folder'], 'There is no folder no-such-folder'],
    [['--file', 'a', '--log-group', 'b'], 'Use either --file or --log-group, not both'],
  ])('refuses to start with %j', async (words, message) => {
    const { code, out, err } = await hoptrace(['mcp', ...words])
    expect(code).toBeGreaterThan(1)
    expect([out, err.split('\n')[0]]).toEqual(['', message])
  })
})
