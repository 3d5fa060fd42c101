import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { fieldsAbsentIn, isForwardedTrace, withoutForwardedTrace } from './forwarded-trace.ts'
import type { Injector } from './injector.ts'

/** Bytes of base64. */
const MAX_BYTES = 3_583

/**
 * Adds the trace to the `custom` of a synchronous invocation's client context, as texts: the runtimes
 * of Java and Rust, and Go's older ones, read `custom` as a map of texts, and fail on anything else.
 */
export const injectClientContext: Injector = (input, carrier) => {
  const given = parseContext(input.ClientContext)
  const custom = given && ownCustom(safeGet(given, 'custom') ?? {}, carrier)
  if (custom === undefined) return input
  const fields = fieldsAbsentIn(custom, (name) => safeGet(custom, name), carrier)
  while (fields.length > 0) {
    const context = { ...given, custom: { ...custom, ...Object.fromEntries(fields) } }
    const ClientContext = Buffer.from(JSON.stringify(context)).toString('base64')
    if (ClientContext.length <= MAX_BYTES) return { ...input, ClientContext }
    fields.pop() // the least important one
  }
  return input
}

/**
 * Returns the caller's own `custom`, without a trace that was only forwarded. Returns `undefined` if
 * it is not an object, or has a trace of the caller's own as the object `_trace`.
 */
function ownCustom(custom: unknown, carrier: Carrier): object | undefined {
  if (typeof custom !== 'object' || custom === null || Array.isArray(custom)) return undefined
  const { _trace, ...own } = custom as { _trace?: unknown }
  const isOwn = _trace !== undefined && !isForwardedTrace((name) => safeGet(_trace, name), carrier)
  return isOwn ? undefined : withoutForwardedTrace(own, (name) => safeGet(own, name), carrier)
}

/**
 * Parses the caller's own client context. Returns `undefined` if it would change when it is written
 * again, as a large number does.
 */
function parseContext(given: unknown): object | undefined {
  if (given === undefined) return {}
  if (typeof given !== 'string') return undefined
  const text = Buffer.from(given, 'base64').toString()
  const context = parseObject(text)
  return withoutSpace(JSON.stringify(context)) === withoutSpace(text) ? context : undefined
}

function withoutSpace(text = ''): string {
  return text.replace(/\s/g, '')
}
