import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isForwardedTrace } from './forwarded-trace.ts'
import type { Injector } from './injector.ts'

/** Bytes of base64. */
const MAX_BYTES = 3_583

/** Adds the trace to the client context of a synchronous invocation, as `custom._trace`. */
export const injectClientContext: Injector = (input, carrier) => {
  const given = parseContext(input.ClientContext)
  const custom = safeGet(given, 'custom') ?? {}
  if (given === undefined || !takesTrace(custom, carrier)) return input
  const fields = Object.entries(carrier)
  while (fields.length > 0) {
    const context = { ...given, custom: { ...custom, _trace: Object.fromEntries(fields) } }
    const ClientContext = Buffer.from(JSON.stringify(context)).toString('base64')
    if (ClientContext.length <= MAX_BYTES) return { ...input, ClientContext }
    fields.pop() // the least important one
  }
  return input
}

/** Whether a value is an object without a trace, or with one that was only forwarded. */
function takesTrace(custom: unknown, carrier: Carrier): custom is object {
  if (typeof custom !== 'object' || Array.isArray(custom)) return false
  const given = safeGet(custom, '_trace')
  return given === undefined || isForwardedTrace((name) => safeGet(given, name), carrier)
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
