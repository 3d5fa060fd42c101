import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** The whole environment of a child: the variables that Lambda sets. */
const ENVIRONMENT = {
  AWS_LAMBDA_FUNCTION_NAME: 'bg-remover-process',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_REGION: 'us-east-1',
}

/** Starts a module in a process of its own. Its stdout goes to an open file. */
export function startChild(
  module: string,
  words: readonly string[],
  stdout: number,
  flags: readonly string[] = [],
): ChildProcess {
  return fork(new URL(module), words, {
    env: ENVIRONMENT as object as NodeJS.ProcessEnv,
    execArgv: [...flags],
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  })
}

/**
 * Waits for a child's next message.
 * @throws Error if the child exits first
 */
export async function nextAnswer<T>(child: ChildProcess): Promise<T> {
  const answered = new AbortController()
  const { signal } = answered
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended with code ${code} before it answered`)
  })
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal }), ended])
    return answer as T
  } finally {
    answered.abort()
  }
}
