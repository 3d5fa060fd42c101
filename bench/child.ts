import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What a child's environment holds: what Lambda sets, and nothing of the caller's. */
const ENVIRONMENT = {
  AWS_LAMBDA_FUNCTION_NAME: 'bg-remover-process',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_REGION: 'us-east-1',
}

/** Starts a module in a process of its own, whose stdout goes to an open file. */
export function startChild(module: string, argument: string, stdout: number): ChildProcess {
  return fork(new URL(module), [argument], {
    env: ENVIRONMENT,
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  })
}

/** What a child sends next; a child that ends without an answer is an error. */
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
