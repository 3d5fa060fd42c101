import type { CauseRecord, TraceRecord } from '../core/record.ts'
import { parseJson } from './json-lines.ts'

/** A record of a request. */
export type RequestRecord = TraceRecord & {
  readonly traceId: string
  readonly spanId: string
  /** The build that wrote the record. */
  readonly version?: string | undefined
}

/**
 * Parses a line of a server's output. The record begins at the first brace: Lambda's text format writes
 * text before it.
 * @returns `undefined` if the line is not a record
 */
export function parseRecord(line: string): RequestRecord | undefined {
  const begin = line.indexOf('{')
  return begin === -1 ? undefined : asRecord(parseJson(line.slice(begin)))
}

/** Returns a value if it has the form of a record. */
export function asRecord(value: unknown): RequestRecord | undefined {
  return isRecord(value) && !isDeep(value) ? value : undefined
}

const TEXTS = ['level', 'message', 'traceId', 'spanId'] as const
const OPTIONAL_TEXTS = [
  'service',
  'layer',
  'action',
  'parentId',
  'jobId',
  'tenantId',
  'userId',
  'hopName',
  'hopResult',
  'functionName',
  'result',
  'xrayTraceId',
  'stage',
  'version',
] as const

/** Whether a value has the form of a record. Anybody can print a line that only looks like one. */
function isRecord(value: unknown): value is RequestRecord {
  const record = (value ?? {}) as Record<keyof RequestRecord, unknown>
  return (
    Number.isFinite(Date.parse(String(record.timestamp))) &&
    TEXTS.every((name) => typeof record[name] === 'string') &&
    OPTIONAL_TEXTS.every((name) => isOptional(record[name], 'string')) &&
    isOptional(record.duration, 'number') &&
    (record.error === undefined || isError(record.error))
  )
}

function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type
}

/** Whether a value has the form of an error in a record. */
export function isError(value: unknown): value is CauseRecord {
  const { message, code, stack, cause } = (value ?? {}) as Record<string, unknown>
  return (
    typeof message === 'string' &&
    isOptional(code, 'string') &&
    isOptional(stack, 'string') &&
    (cause === undefined || isError(cause))
  )
}

/** More than a record nests: 8 levels of metadata, 5 causes. Indented, deeper JSON would be huge. */
const MAX_DEPTH = 32

function isDeep(value: unknown, depth = 0): boolean {
  if (depth === MAX_DEPTH) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member) => isDeep(member, depth + 1))
}
