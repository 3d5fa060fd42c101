import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { textOf } from '../../child.ts'
import {
  type InvocationOptions,
  type RuntimeApi,
  type RuntimePost,
  startRuntimeApi,
} from './runtime-api.ts'

/** An execution environment: AWS's runtime client with one of the handlers. */
export interface Runtime {
  /** Invokes the handler. Returns `undefined` if the process ended without an answer. */
  invoke(event: unknown, options?: InvocationOptions): Promise<RuntimePost | undefined>
  /** Waits until an answer that is being received contains a text. */
  answerHas(text: string): Promise<void>
  /** Waits until this many of its threads ask for an invocation. */
  idle(threads: number): Promise<void>
  /** Resolves when the process has ended. */
  readonly ended: Promise<ProcessResult>
  /** Ends the process once it is idle. */
  stop(): Promise<ProcessResult>
}

interface ProcessResult {
  /** The lines on stdout. */
  readonly lines: string[]
  /** The text on stderr. */
  readonly errors: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The error that it posted at its start. */
  readonly initError: RuntimePost | undefined
}

const CLIENT = path.join(import.meta.dirname, 'client/node_modules/aws-lambda-ric/index.mjs')

/** The environment variables that Lambda sets, except the address of its Runtime API. */
const ENVIRONMENT = {
  LAMBDA_TASK_ROOT: path.join(import.meta.dirname, 'build'),
  AWS_LAMBDA_FUNCTION_NAME: 'shop-orders',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop-orders',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/22/[$LATEST]0f3c',
}

/** Starts the client with `handlers/<name>.ts`, and ends it with the test. */
export async function startRuntime(
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Runtime> {
  const api = await startRuntimeApi(() => child.kill('SIGKILL'))
  const env: object = {
    ...ENVIRONMENT,
    _HANDLER: `${name}.handler`,
    AWS_LAMBDA_RUNTIME_API: api.address,
    ...environment,
  }
  const child = spawn(process.execPath, [CLIENT], {
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  reserveProcessor(child.pid)
  const ended = resultOf(child, api)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const idle = async (threads: number): Promise<void> => {
    await Promise.race([api.idle(threads), ended])
  }

  return {
    idle,
    ended,
    invoke: api.invoke,
    answerHas: api.answerHas,
    async stop() {
      await idle(1)
      child.kill('SIGKILL')
      return ended
    },
  }
}

/**
 * Lambda's execution environments have a share of a processor, whatever else runs on the machine:
 * here, the process goes before others, if the user may decide that.
 */
function reserveProcessor(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_HIGHEST)
  } catch {
    // not allowed
  }
}

async function resultOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  api: RuntimeApi,
): Promise<ProcessResult> {
  const [[code, signal], output, errors] = await Promise.all([
    once(child, 'close'),
    textOf(child.stdout),
    textOf(child.stderr),
  ])
  await api.close()
  const lines = output.match(/[^\n]*\n|[^\n]+$/g) ?? []
  return { lines, errors, code, signal, initError: api.initError }
}
