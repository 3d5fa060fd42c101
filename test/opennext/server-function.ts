import { randomBytes } from 'node:crypto'
import type { RequestRecord } from '../../src/lines/record.ts'
import { events } from '../../src/testing/index.ts'
import { recordsOf } from '../e2e/lambda-runtime/records.ts'
import type { InvocationOptions, RuntimePost } from '../e2e/lambda-runtime/runtime-api.ts'
import { type Runtime, startRuntime } from '../e2e/lambda-runtime/runtime-process.ts'
import { SERVER_FUNCTION } from './prepare.ts'

/** The wrappers of `app/open-next.config.ts`: OpenNext's with `hoptrace/opennext`, or alone. */
export type Wrapper = 'buffered' | 'streaming' | 'buffered-alone' | 'streaming-alone'

/** Runs OpenNext's server function under AWS's runtime client. */
export function startServerFunction(
  wrapper: Wrapper,
  env: Readonly<Record<string, string>> = {},
): Promise<Runtime> {
  return startRuntime('index', {
    LAMBDA_TASK_ROOT: SERVER_FUNCTION,
    WRAPPER: wrapper,
    HOPTRACE_FORMAT: 'json',
    JWT_SECRET: randomBytes(32).toString('hex'),
    PATH: process.env.PATH ?? '',
    ...env,
  })
}

/** A request to the app. */
export interface AppRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The kinds of events with which Lambda hands on a request. */
export const EVENT_KINDS = ['httpApi', 'functionUrl'] as const

/** Returns the event of a request. */
export function eventOf(
  kind: (typeof EVENT_KINDS)[number],
  pathname: string,
  { method = 'GET', headers = {}, body = '' }: AppRequest = {},
): object {
  const event = events[kind]({ headers: { host: 'shop.example', ...headers } })
  const http = { ...event.requestContext.http, method, path: pathname }
  const requestContext = { ...event.requestContext, http }
  return { ...event, rawPath: pathname, requestContext, body }
}

/** An answer of the app. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Reads a buffered response, or the prelude and the body of a streamed one. */
export function answerIn(posted: RuntimePost | undefined): Answer {
  const text = posted?.body ?? ''
  const [prelude = '', ...rest] = text.split('\0'.repeat(8))
  const answer = JSON.parse(prelude)
  return rest.length === 0 ? answer : { ...answer, body: rest.join('') }
}

/** What a function answered and wrote until it waited for its next invocation. */
export interface Invoked {
  readonly answer: Answer
  readonly records: readonly RequestRecord[]
}

/** Invokes a new function once, and stops it as soon as it is idle, when Lambda would freeze it. */
export async function invokeOnce(
  wrapper: Wrapper,
  event: object,
  { env, ...options }: InvocationOptions & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Invoked> {
  const runtime = await startServerFunction(wrapper, env)
  const posted = await runtime.invoke(event, options)
  const { lines } = await runtime.stop()
  return { answer: answerIn(posted), records: recordsOf(lines) }
}
