import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isStale } from './forwarded-trace.ts'
import type { Injector } from './injector.ts'

/** Of base64. */
const MOST_BYTES = 3_583

/** Has a synchronous invocation of a function carry the trace in its client context, beside the caller's own. */
export const inClientContext: Injector = (input, carrier) => {
  const given = contextOf(input.ClientContext)
  const custom = safeGet(given, 'custom') ?? {}
  if (given === undefined || !hasRoom(custom, carrier)) return input
  const fields = Object.entries(carrier)
  while (fields.length > 0) {
    const context = { ...given, custom: { ...custom, _trace: Object.fromEntries(fields) } }
    const ClientContext = Buffer.from(JSON.stringify(context)).toString('base64')
    if (ClientContext.length <= MOST_BYTES) return { ...input, ClientContext }
    fields.pop() // what is needed least
  }
  return input
}

/** Whether it holds members, and no trace but one that the caller has merely handed on. */
function hasRoom(custom: unknown, carrier: Carrier): custom is object {
  if (typeof custom !== 'object' || Array.isArray(custom)) return false
  const given = safeGet(custom, '_trace')
  return given === undefined || isStale((name) => safeGet(given, name), carrier)
}

/** The caller's own context, if it is the same when it is written again: a large number would be another. */
function contextOf(given: unknown): object | undefined {
  if (given === undefined) return {}
  if (typeof given !== 'string') return undefined
  const text = Buffer.from(given, 'base64').toString()
  const context = parseObject(text)
  return withoutSpace(JSON.stringify(context)) === withoutSpace(text) ? context : undefined
}

function withoutSpace(text = ''): string {
  return text.replace(/\s/g, '')
}
