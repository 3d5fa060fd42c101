import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import type { TraceContext } from '../../core/propagation/inbound.ts'
import type { RefusedHeaders } from '../../core/propagation/refused.ts'
import { TRACE_HEADERS } from '../../core/propagation/trace-headers.ts'
import { parseTraceparent } from '../../core/propagation/traceparent.ts'
import { type Input, withOwnMembers } from './injector.ts'
import { changeText } from './json-member.ts'
import { withoutTraces } from './trace-members.ts'

/** A request whose caller was refused. */
interface RefusingTrace extends TraceContext {
  readonly refused: RefusedHeaders
}

/** Members that may be JSON in which a receiver looks for `_trace`. */
const JSON_MEMBERS = ['MessageBody', 'Message', 'Detail', 'Data', 'input', 'Payload']
const ATTRIBUTE_MEMBERS = ['MessageAttributes', 'MessageSystemAttributes']

/**
 * Returns a copy of an input without the trace of a caller that was refused. Attributes are removed if
 * the caller sent them. A `_trace` may have come with a body that nobody reads but the handler: it is
 * removed if it names another trace than the request's.
 */
export function withoutRefusedTrace(input: Input, trace: TraceContext): Input {
  return isRefusing(trace) ? cleaned(input, trace) : input
}

function isRefusing(trace: TraceContext): trace is RefusingTrace {
  return trace.refused !== undefined
}

function cleaned(input: Input, trace: RefusingTrace): Input {
  const members = Object.entries(withOwnMembers(input))
  return Object.fromEntries(members.map(([name, value]) => [name, member(name, value, trace)]))
}

function member(name: string, value: unknown, trace: RefusingTrace): unknown {
  if (Array.isArray(value)) return value.map((item) => entry(item, trace))
  if (name === 'Record') return entry(value, trace)
  if (name === 'ClientContext') return clientContext(value, trace)
  if (ATTRIBUTE_MEMBERS.includes(name)) return attributes(value, trace)
  if (/^traceHeader$/i.test(name))
    return isRefused('x-amzn-trace-id', value, trace) ? undefined : value
  if (!JSON_MEMBERS.includes(name)) return value
  return changeText(value, (text) => withoutTraces(text, (fields) => isForeign(fields, trace)))
}

function entry(value: unknown, trace: RefusingTrace): unknown {
  const isInput = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
  return isInput ? cleaned(value as Input, trace) : value
}

/** A trace is removed as a whole. */
function attributes(value: unknown, trace: RefusingTrace): unknown {
  if (typeof value !== 'object' || value === null) return value
  const given = Object.entries(value)
  const isForwarded = given.some(([name, attribute]) => {
    return isRefused(headerOf(name), safeGet(attribute, 'StringValue'), trace)
  })
  if (!isForwarded) return value
  return Object.fromEntries(given.filter(([name]) => !TRACE_HEADERS.includes(headerOf(name))))
}

/** Returns the header of an attribute. SQS has an attribute of its own for X-Ray's. */
function headerOf(name: string): string {
  const header = name.toLowerCase()
  return header === 'awstraceheader' ? 'x-amzn-trace-id' : header
}

function clientContext(value: unknown, trace: RefusingTrace): unknown {
  const context =
    typeof value === 'string' ? parseObject(base64(value, 'base64', 'utf8')) : undefined
  const given: unknown = safeGet(context, 'custom')
  if (typeof given !== 'object' || given === null) return value
  const { _trace, ...custom } = given as { _trace?: unknown }
  if (!isForeign(custom, trace) && !isForeign(_trace, trace)) return value
  const own = Object.entries(custom).filter(([name]) => !TRACE_HEADERS.includes(name.toLowerCase()))
  return base64(JSON.stringify({ ...context, custom: Object.fromEntries(own) }), 'utf8', 'base64')
}

function base64(text: string, from: 'base64' | 'utf8', to: 'base64' | 'utf8'): string {
  return Buffer.from(text, from).toString(to)
}

function isRefused(name: string, value: unknown, { refused }: RefusingTrace): boolean {
  return typeof value === 'string' && refused(name, value)
}

/** Whether fields name another trace than the request's, or came from the refused caller. */
function isForeign(fields: unknown, trace: RefusingTrace): boolean {
  return Object.entries(fields ?? {}).some(([name, value]: [string, unknown]) => {
    const header = name.toLowerCase()
    if (!TRACE_HEADERS.includes(header)) return false
    if (typeof value !== 'string') return true
    if (header === 'x-trace-id') return value !== trace.traceId
    if (header === 'traceparent') return parseTraceparent(value)?.traceId !== trace.w3cTraceId
    return trace.refused(header, value)
  })
}
