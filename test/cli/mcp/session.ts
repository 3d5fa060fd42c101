import path from 'node:path'
import { Client, type ClientOptions } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { onTestFinished } from 'vitest'

/** The built command line tool. */
export const TOOL: string = path.resolve('dist/cli/main.js')

/** The answer of a tool. */
export interface Reply {
  /** What the model gets. */
  readonly text: string
  readonly isError: boolean
  /** The text, parsed. */
  readonly answer: Answered
}

/** An answer that was parsed. */
interface Answered {
  readonly note?: string
  readonly notes?: readonly string[]
  readonly leftOut?: readonly string[]
  readonly error?: string
  // biome-ignore lint/suspicious/noExplicitAny: what a log has
  readonly untrustedData?: any
}

/** A client that talks to `hoptrace mcp`. */
export interface Session {
  readonly client: Client
  call(tool: string, args?: Record<string, unknown>): Promise<Reply>
  /** All answers so far. */
  readonly replies: readonly Reply[]
}

/** How a server is started. */
interface SessionOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly versionNegotiation?: NonNullable<ClientOptions['versionNegotiation']>
}

/** Starts `hoptrace mcp` as a child process, and connects the SDK's client. Ends with the test. */
export async function startSession(
  words: readonly string[],
  { cwd, env = {}, versionNegotiation }: SessionOptions = {},
): Promise<Session> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    versionNegotiation === undefined ? {} : { versionNegotiation },
  )
  const inherited = Object.entries(process.env).filter(([, value]) => value !== undefined)
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [TOOL, 'mcp', ...words],
    env: { ...(Object.fromEntries(inherited) as Record<string, string>), ...env },
    stderr: 'ignore',
    ...(cwd !== undefined && { cwd }),
  })
  onTestFinished(() => client.close())
  await client.connect(transport)
  const replies: Reply[] = []
  return {
    client,
    replies,
    async call(tool, args = {}) {
      const { content, isError = false } = await client.callTool({ name: tool, arguments: args })
      const [part, ...more] = content
      if (part?.type !== 'text' || more.length > 0) throw new Error('An answer is one text')
      const reply = { text: part.text, isError, answer: JSON.parse(part.text) as Answered }
      replies.push(reply)
      return reply
    },
  }
}

const BYTES_PER_TOKEN = 3.5

/** Estimates the tokens of answers: JSON has about 3.5 bytes a token. */
export function tokensOf(replies: readonly Reply[]): number {
  const bytes = replies.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  return Math.ceil(bytes / BYTES_PER_TOKEN)
}
