import { safeGet } from '../core/lib/safe-get.ts'

/** Whether an invocation is one of several of a durable execution. */
export function isDurable(context: unknown): boolean {
  return safeGet(context, 'durableExecutionMode') !== undefined
}

/** Whether an invocation resumes a durable execution, whose start is written already. */
export function isReplay(context: unknown): boolean {
  return safeGet(context, 'durableExecutionMode') === 'ReplayMode'
}

/** Returns the UUID of a durable execution, which is the same in all of its invocations. */
export function executionId(context: unknown): string | undefined {
  const arn = safeGet(safeGet(context, 'executionContext'), 'durableExecutionArn')
  const form = /\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/
  return typeof arn === 'string' ? form.exec(arn)?.[1] : undefined
}
