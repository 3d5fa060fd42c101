import { randomUUID } from 'node:crypto'
import { EventEmitter, on, once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the runtime posts: the response or the error of an invocation, or an error at its start. */
export interface RuntimePost {
  readonly kind: 'response' | 'error'
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Whether the body was complete. It is not if a stream breaks off. */
  readonly complete: boolean
}

export interface InvocationOptions {
  /** The function's timeout in milliseconds. */
  readonly timeout?: number
  /** Headers of Lambda's own, such as `lambda-runtime-trace-id`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Lambda's side of an execution environment. */
export interface RuntimeApi {
  /** Host and port, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string
  /** The error that the runtime posted at its start. */
  readonly initError: RuntimePost | undefined
  /** Sends an event to the runtime. Returns its post; `undefined` if the runtime ended without one. */
  invoke(event: unknown, options?: InvocationOptions): Promise<RuntimePost | undefined>
  /** Waits until a post that is being received contains a text. */
  answerHas(text: string): Promise<void>
  /** Waits until this many threads of the runtime ask for an invocation. */
  idle(threads: number): Promise<void>
  /** Receives what an ended runtime has posted. Other invocations get `undefined`. */
  close(): Promise<void>
}

interface Invocation {
  readonly id: string
  readonly event: unknown
  readonly options: InvocationOptions
  readonly answer: (posted?: RuntimePost) => void
  deadline?: NodeJS.Timeout
  isOverdue?: boolean
}

const RUNTIME = '/2018-06-01/runtime'
const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:shop-orders'
const TIMEOUT_MS = 15_000

/**
 * Serves the Lambda Runtime API on this machine's loopback interface.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 * @param kill ends the runtime, all of whose invocations have run out of time
 */
export async function startRuntimeApi(kill: () => void): Promise<RuntimeApi> {
  const queue: Invocation[] = []
  const polls: ServerResponse[] = []
  const running = new Map<string, Invocation>()
  const posts: Promise<RuntimePost>[] = []
  const emitter = new EventEmitter()
  let initError: RuntimePost | undefined

  const dispatch = (): void => {
    while (queue.length > 0 && polls.length > 0) {
      const invocation = queue.shift() as Invocation
      running.set(invocation.id, invocation)
      invocation.deadline = setTimeout(() => {
        invocation.isOverdue = true
        if ([...running.values()].every(({ isOverdue }) => isOverdue)) kill()
      }, timeoutOf(invocation))
      deliver(invocation, polls.shift() as ServerResponse)
    }
    emitter.emit('poll')
  }

  const receive = (url: string, posted: RuntimePost): void => {
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
      dispatch()
      return
    }
    const posted = readPost(request, (chunk) => emitter.emit('chunk', chunk))
    posts.push(posted)
    receive(url, await posted)
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
        dispatch()
      })
    },
    async answerHas(text) {
      let answer = ''
      for await (const [chunk] of on(emitter, 'chunk')) {
        answer += chunk
        if (answer.includes(text)) return
      }
    },
    async idle(threads) {
      while (polls.length < threads) await once(emitter, 'poll')
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

async function readPost(
  request: IncomingMessage,
  onChunk: (chunk: Buffer) => void,
): Promise<RuntimePost> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) {
      chunks.push(chunk)
      onChunk(chunk)
    }
  } catch {
    // The part that came is kept, with `complete: false`.
  }
  const { url = '', headers, complete } = request
  const kind = url.endsWith('/error') ? 'error' : 'response'
  return { kind, headers, complete, body: Buffer.concat(chunks).toString() }
}
