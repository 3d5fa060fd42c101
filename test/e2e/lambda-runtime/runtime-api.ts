import { randomUUID } from 'node:crypto'
import { EventEmitter, on, once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the runtime posted: the answer to an invocation, or why it could not start. */
export interface Posted {
  readonly kind: 'response' | 'error'
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Whether all of the body came; a runtime that breaks off a stream leaves it open. */
  readonly complete: boolean
}

export interface InvocationOptions {
  /** Milliseconds that the function has. */
  readonly timeout?: number
  /** Headers of Lambda's own, such as `lambda-runtime-trace-id`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Lambda's side of an execution environment. */
export interface RuntimeApi {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` has them. */
  readonly address: string
  /** Why the runtime could not start, if it said so. */
  readonly initError: Posted | undefined
  /** Hands an event to the runtime; gives what it answers, `undefined` when it ended without. */
  invoke(event: unknown, options?: InvocationOptions): Promise<Posted | undefined>
  /** Waits until an answer, as far as it has come, contains a text. */
  answerHas(text: string): Promise<void>
  /** Waits until this many of the runtime's threads ask for an invocation: Lambda would freeze it. */
  idle(threads: number): Promise<void>
  /** Takes in what a runtime that has ended had posted, and gives up the rest. */
  close(): Promise<void>
}

interface Invocation {
  readonly id: string
  readonly event: unknown
  readonly options: InvocationOptions
  readonly answer: (posted?: Posted) => void
  deadline?: NodeJS.Timeout
}

const RUNTIME = '/2018-06-01/runtime'
const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:shop-orders'
const TIMEOUT_MS = 15_000

/**
 * Serves the Lambda Runtime API on this machine's loopback interface.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 * @param kill ends the runtime, whose invocation has run out of time
 */
export async function startRuntimeApi(kill: () => void): Promise<RuntimeApi> {
  const queue: Invocation[] = []
  const polls: ServerResponse[] = []
  const running = new Map<string, Invocation>()
  const posts: Promise<Posted>[] = []
  const news = new EventEmitter()
  let initError: Posted | undefined

  const handOut = (): void => {
    while (queue.length > 0 && polls.length > 0) {
      const invocation = queue.shift() as Invocation
      running.set(invocation.id, invocation)
      invocation.deadline = setTimeout(kill, timeoutOf(invocation))
      deliver(invocation, polls.shift() as ServerResponse)
    }
    news.emit('poll')
  }

  const take = (url: string, posted: Posted): void => {
    const [, id = ''] = /\/invocation\/([^/]+)\//.exec(url) ?? []
    const invocation = running.get(id)
    if (invocation === undefined) initError = posted
    clearTimeout(invocation?.deadline)
    running.delete(id)
    invocation?.answer(posted)
  }

  const server = createServer(async (request, response) => {
    const { url = '' } = request
    if (url === `${RUNTIME}/invocation/next`) {
      polls.push(response)
      handOut()
      return
    }
    const posted = readPosted(request, (chunk) => news.emit('chunk', chunk))
    posts.push(posted)
    take(url, await posted)
    response.writeHead(202).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get initError() {
      return initError
    },
    invoke(event, options = {}) {
      return new Promise((answer) => {
        queue.push({ id: randomUUID(), event, options, answer })
        handOut()
      })
    },
    async answerHas(text) {
      let answer = ''
      for await (const [chunk] of on(news, 'chunk')) {
        answer += chunk
        if (answer.includes(text)) return
      }
    },
    async idle(threads) {
      while (polls.length < threads) await once(news, 'poll')
    },
    async close() {
      await once(server.close(), 'close')
      await Promise.all(posts)
      for (const { answer, deadline } of [...running.values(), ...queue]) {
        clearTimeout(deadline)
        answer()
      }
    },
  }
}

function deliver(invocation: Invocation, poll: ServerResponse): void {
  poll.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': invocation.id,
    'lambda-runtime-deadline-ms': Date.now() + timeoutOf(invocation),
    'lambda-runtime-invoked-function-arn': ARN,
    ...invocation.options.headers,
  })
  poll.end(JSON.stringify(invocation.event))
}

function timeoutOf({ options }: Invocation): number {
  return options.timeout ?? TIMEOUT_MS
}

async function readPosted(
  request: IncomingMessage,
  onChunk: (chunk: Buffer) => void,
): Promise<Posted> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) {
      chunks.push(chunk)
      onChunk(chunk)
    }
  } catch {
    // What came is kept; `complete` says that it isn't all.
  }
  const { url = '', headers, complete } = request
  const kind = url.endsWith('/error') ? 'error' : 'response'
  return { kind, headers, complete, body: Buffer.concat(chunks).toString() }
}
