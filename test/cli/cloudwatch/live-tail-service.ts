import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished, vi } from 'vitest'
import { encodeMessage } from './event-stream.ts'
import type { Call, Reply } from './log-service.ts'

/** An event that a session sends. */
export interface SentEvent {
  readonly message: string
  /** Default: `/aws/lambda/shop`. */
  readonly group?: string
  readonly timestamp?: number
}

/** A session of Live Tail, on the side of the service. */
export interface ServedSession {
  /** The ARNs that it was begun with. */
  readonly arns: readonly string[]
  /** Whether the client has left. */
  readonly hasLeft: () => boolean
  /** Sends an update with these events. */
  update(events?: readonly SentEvent[], sampled?: boolean): void
  /** Sends an exception, which ends the session. */
  fail(type: string): void
  /** Ends the answer as if the session were over. */
  close(): void
  /** Cuts the connection. */
  cut(): void
}

/** A service that speaks the protocol of Live Tail. */
export interface LiveTailService {
  readonly calls: readonly Call[]
  readonly sessions: readonly ServedSession[]
  readonly port: number
  stop(): void
}

/** What the service answers. */
export interface LiveTailOptions {
  /** The names of the log groups, and their classes. Default: those that are asked for. */
  readonly groups?: Readonly<Record<string, string>>
  /** Called with each session that begins. */
  onSession?(session: ServedSession, index: number): void
  /** Returns a refusal instead of beginning a session. */
  refuse?(index: number): Extract<Reply, { type: string }> | undefined
  /** Whether calls for a session get no answer. */
  readonly isSilent?: boolean
}

const ACCOUNT = '123456789012'

/** Returns the ARN of a log group. */
export function arnOf(name: string): string {
  return `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${name}`
}

/** Starts a service, and points the SDK to it. */
export async function liveTailService(options: LiveTailOptions = {}): Promise<LiveTailService> {
  const calls: Call[] = []
  const sessions: ServedSession[] = []
  let begun = 0
  const server = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await request.toArray()
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.')
    const input = JSON.parse(Buffer.concat(chunks).toString())
    calls.push({ operation, input })
    if (operation === 'DescribeLogGroups') {
      sendJson(response, 200, { logGroups: describe(options.groups, input) })
      return
    }
    if (options.isSilent) return
    const refusal = options.refuse?.(begun)
    begun += 1
    if (refusal !== undefined) {
      const { type, body = { message: 'Refused' } } = refusal
      sendJson(response, refusal.status, { __type: type, ...body })
      return
    }
    const session = beginSession(response, input.logGroupIdentifiers)
    sessions.push(session)
    options.onSession?.(session, sessions.length - 1)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  onTestFinished(() => {
    stop()
    vi.unstubAllEnvs()
  })
  const { port } = server.address() as AddressInfo
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  return { calls, sessions, port, stop }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify(body))
}

/** Answers as CloudWatch does: by the prefix of a name with all members, by a part of it with few. */
function describe(
  groups: LiveTailOptions['groups'],
  { logGroupNamePrefix, logGroupNamePattern, logGroupClass }: Call['input'],
): object[] {
  const asked = groups ?? { [String(logGroupNamePrefix ?? logGroupNamePattern)]: 'STANDARD' }
  return Object.entries(asked).flatMap(([name, own]) => {
    const arn = `${arnOf(name)}:*`
    if (logGroupNamePattern !== undefined) {
      const isFound = name.includes(String(logGroupNamePattern)) && own === (logGroupClass ?? own)
      return isFound ? { logGroupName: name, arn } : []
    }
    const isFound = name.startsWith(String(logGroupNamePrefix))
    return isFound ? { logGroupName: name, arn, logGroupArn: arnOf(name), logGroupClass: own } : []
  })
}

function beginSession(response: ServerResponse, arns: readonly string[]): ServedSession {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
  const content = { ':content-type': 'application/json' }
  const send = (type: string, payload: object): void => {
    const headers = { ':message-type': 'event', ':event-type': type, ...content }
    const bytes = encodeMessage(headers, payload)
    // Messages don't end where chunks end.
    response.write(bytes.subarray(0, 7))
    response.write(bytes.subarray(7))
  }
  send('sessionStart', { sessionId: 'session', logGroupIdentifiers: arns })
  let hasLeft = false
  response.on('close', () => {
    hasLeft = true
  })
  return {
    arns,
    hasLeft: () => hasLeft,
    update(events = [], sampled = false) {
      const sessionResults = events.map(
        ({ message, group = '/aws/lambda/shop', timestamp = 0 }) => {
          return {
            message,
            timestamp,
            ingestionTime: timestamp,
            logGroupIdentifier: `${ACCOUNT}:${group}`,
            logStreamName: '2026/11/22/[$LATEST]0a1b',
          }
        },
      )
      send('sessionUpdate', { sessionMetadata: { sampled }, sessionResults })
    },
    fail(type) {
      const headers = { ':message-type': 'exception', ':exception-type': type, ...content }
      response.end(encodeMessage(headers, { message: 'The session is over' }))
    },
    close: () => response.end(),
    // What was sent before still arrives.
    cut: () => response.socket?.end(),
  }
}
