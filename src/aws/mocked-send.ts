import { safeGet } from '../core/lib/safe-get.ts'
import type { Input } from './carriers/injector.ts'
import type { Middleware } from './command.ts'

type Send = (...args: unknown[]) => unknown

interface Command {
  readonly input: Input
  /** The command that a document client's command sends. */
  readonly clientCommand?: object
}

/** What each `send` of ours has replaced: the mock of one client object, or nothing. */
const replaced = new WeakMap<Send, Send | undefined>()

/**
 * Traces the commands of a client whose `send` a test has replaced, so that they never reach the
 * client's middlewares. The mock gets each command as it would be sent, with the trace.
 */
export function traceMockedSend(client: { send?: unknown }, trace: Middleware): void {
  const own = Object.hasOwn(client, 'send') ? (client.send as Send) : undefined
  const mock = own && replaced.has(own) ? replaced.get(own) : own
  const send: Send = (...args) => {
    // A class is mocked by its prototype, before or after the client is made.
    const target: Send = mock ?? Object.getPrototypeOf(client).send
    const run = target.bind(client)
    // Mocks of Sinon, and those of Vitest, Jest and node:test.
    const isMock = 'isSinonProxy' in target || 'mock' in target
    return isMock ? sendTo(run, trace, args) : run(...args)
  }
  replaced.set(send, mock)
  client.send = send
}

async function sendTo(mock: Send, trace: Middleware, args: readonly unknown[]): Promise<unknown> {
  const [command, ...options] = args as [Command, ...unknown[]]
  const { input: given, clientCommand = command } = command
  let value: unknown
  const answer = async ({ input }: { input: unknown }): Promise<object> => {
    const changed = Object.create(command, { input: { value: input, enumerable: true } })
    try {
      value = await mock(input === given ? command : changed, ...options)
    } catch (error) {
      throw marked(error)
    }
    return { output: { $metadata: {}, ...(value as object) } }
  }
  await trace(answer, { commandName: clientCommand.constructor.name })({ input: given })
  return value
}

/** Adds the member by which AWS's answers and errors are known. Few mocks have it. */
function marked(error: unknown): unknown {
  const name = '$metadata'
  if (!safeGet(error, name)) Reflect.defineProperty(Object(error), name, { value: {} })
  return error
}
