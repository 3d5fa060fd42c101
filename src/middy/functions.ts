import { engineOf } from '../core/current-trace.ts'
import {
  type Outcome,
  outcomeOfFailure,
  outcomeOfStatus,
  outcomeOfThrown,
} from '../core/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { RequestTrace } from '../core/request-trace.ts'
import { statusIn } from '../core/status.ts'
import { callStep } from '../core/step.ts'
import type { Trace } from '../core/trace.ts'
import { type LambdaContext, originOf, readHost } from './context.ts'
import { identityOf } from './identity.ts'
import { type LambdaSettings, type LambdaTracingOptions, resolveLambdaOptions } from './options.ts'
import { readEvent } from './sources/index.ts'

/**
 * The trace of one invocation: the caller's, taken up from the event, or a new one.
 * @throws TypeError when an option is wrong
 */
export function createLambdaTraceContext(
  event: unknown,
  context: LambdaContext,
  options: LambdaTracingOptions = {},
): Trace {
  const incoming = readEvent(event, context)
  const settings = settingsOf(options)
  const action = settings.action ?? incoming.action ?? context?.functionName
  const outer = outerTrace(context)
  const origin = outer?.childOrigin() ?? originOf(context, incoming, settings)
  const maxHops = outer === undefined ? settings.maxHops : undefined
  const host = { ...readHost(context, incoming), maxHops }
  const trace = new RequestTrace({ ...settings, action }, origin, host)
  trace.set(identityOf(settings.identify, event, context))
  if (outer === undefined) rememberTrace(context, trace)
  return trace
}

const resolved = new WeakMap<LambdaTracingOptions, LambdaSettings>()

/**
 * The options with their defaults. An options object is used for every invocation of its handler:
 * it is resolved once.
 * @throws TypeError when an option is wrong
 */
export function settingsOf(options: LambdaTracingOptions): LambdaSettings {
  const known = resolved.get(options)
  if (known !== undefined) return known
  const settings = resolveLambdaOptions(options)
  resolved.set(options, settings)
  return settings
}

// A handler within a handler is known by the context object that both are given: the ambient scope
// may still be the one of an earlier invocation. The outermost trace that goes on stands for it.
// It is kept on the object, as a WeakMap of many short-lived keys costs more than all else here.
const INVOCATION: unique symbol = Symbol.for('hoptrace.invocation') as never

function outerTrace(context: unknown): RequestTrace | undefined {
  const trace = isObject(context) ? context[INVOCATION] : undefined
  return trace?.ended ? undefined : trace
}

function rememberTrace(context: unknown, value: RequestTrace): void {
  const property = { value, configurable: true, writable: true }
  if (isObject(context)) Reflect.defineProperty(context, INVOCATION, property)
}

function isObject(value: unknown): value is { [INVOCATION]?: RequestTrace } {
  return typeof value === 'object' && value !== null
}

/** Writes the start of an invocation. */
export function logLambdaStart(trace: Trace, metadata?: Metadata): void {
  engineOf(trace).start('Lambda start', metadata)
}

/**
 * Writes the ending of an invocation that returned; `metadata.statusCode` of 400 and above makes it
 * a failure, and `metadata.failedRecords` a partial one.
 */
export function logLambdaSuccess(trace: Trace, metadata?: Metadata): void {
  const outcome = metadata?.failedRecords ? PARTIAL : outcomeOfStatus(statusIn(metadata))
  const message = outcome.result === 'success' ? 'Lambda success' : 'Lambda failure'
  engineOf(trace).end(message, outcome, metadata)
}

// Of an invocation that handled a batch.
const PARTIAL: Outcome = { level: 'warn', result: 'partial' }

/** Writes the ending of an invocation that failed with an error; `metadata.statusCode` is what it was answered with. */
export function logLambdaError(trace: Trace, error: unknown, metadata?: Metadata): void {
  engineOf(trace).end('Lambda error', outcomeOfFailure(error, statusIn(metadata)), metadata)
}

/** A call to a service that the caller timed itself. */
export interface ServiceCall {
  readonly service: string
  readonly operation: string
  /** Milliseconds. */
  readonly duration: number
  readonly result: 'success' | 'error'
  readonly error?: unknown
  readonly metadata?: Metadata
}

/** Writes one call to a service, as `trace.call()` does. */
export function logServiceCall(trace: Trace, call: ServiceCall): void {
  const { service, operation, duration, metadata } = call
  engineOf(trace).logCall(callStep(service, operation, metadata), outcomeOf(call), duration)
}

function outcomeOf({ result, error }: ServiceCall): Outcome {
  if (error !== undefined) return outcomeOfThrown(error)
  return { level: result === 'error' ? 'error' : 'info', result }
}
