import { safeGet } from '../core/lib/safe-get.ts'
import type { Input } from './carriers/injector.ts'
import type { Middleware } from './command.ts'

type Send = (...args: unknown[]) => unknown

/** What our `send` was put over: the mock of one client object, otherwise nothing. */
const replaced = new WeakMap<object, unknown>()

/**
 * Traces the commands of a client whose `send` a test has replaced, so that they never reach the
 * client's middlewares. The mock gets each command as it would be sent, with the trace.
 */
export function traceMockedSend(client: object, trace: Middleware): void {
  const own = Object.hasOwn(client, 'send') ? safeGet(client, 'send') : undefined
  const mock = replaced.get(own as object) ?? own
  const send: Send = (...args) => {
    // A class is mocked by its prototype, before or after the client is made.
    const target = (mock ?? safeGet(Object.getPrototypeOf(client), 'send')) as Send
    if (!isMock(target) || typeof args.at(-1) === 'function')
      return Reflect.apply(target, client, args)
    return sendTo(target.bind(client), trace, args)
  }
  replaced.set(send, mock)
  Object.defineProperty(client, 'send', { value: send, writable: true, configurable: true })
}

/** Whether a function is a mock of Sinon, Vitest, Jest or `node:test`. */
function isMock(send: Send): boolean {
  return 'isSinonProxy' in send || 'mock' in send
}

async function sendTo(
  mock: Send,
  trace: Middleware,
  [command, ...options]: readonly unknown[],
): Promise<unknown> {
  // A document client's command sends another one.
  const sent = safeGet(command, 'clientCommand') ?? command
  const commandName = safeGet(safeGet(sent, 'constructor'), 'name')
  const given = safeGet(command, 'input')
  let value: unknown
  const answer = async ({ input }: { input: unknown }): Promise<object> => {
    try {
      value = await mock(input === given ? command : withInput(command, input), ...options)
    } catch (error) {
      if (isUnmarked(error)) Reflect.defineProperty(error, METADATA, { value: {} })
      throw error
    }
    return { output: isUnmarked(value) ? { ...value, [METADATA]: {} } : value }
  }
  await trace(answer, { commandName })({ input: given as Input })
  return value
}

/** By this member, answers and errors of AWS are known. Few mocks have it. */
const METADATA = '$metadata'

function isUnmarked(answer: unknown): answer is object {
  return typeof answer === 'object' && answer !== null && safeGet(answer, METADATA) === undefined
}

function withInput(command: unknown, input: unknown): object {
  const prototype: object = Object.getPrototypeOf(command)
  return Object.assign(Object.create(prototype), command, { input })
}
