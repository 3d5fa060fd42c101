import { NINE_HOPS } from '../../local/nine-hops.ts'
import type { TraceRecord } from '../../src/core/record.ts'

/** A record with the business metrics of the bg-remover. */
export interface SampleRecord extends TraceRecord {
  readonly CreditsDebited?: number
  readonly CreditsRefunded?: number
}

/** A log of many requests. */
export interface SampleLog {
  /** The lines of a file, among them lines that aren't records. */
  readonly lines: readonly string[]
  readonly records: readonly SampleRecord[]
  /** The number of lines that aren't records. */
  readonly others: number
}

interface Case {
  readonly action: 'bg-remover:process' | 'bg-remover:status'
  readonly statusCode: number
  readonly code?: string
  /** The step that failed. `undefined`: none. */
  readonly failedAt?: string
  readonly cacheStatus?: 'hit' | 'miss'
  readonly debited?: number
  readonly refunded?: number
  readonly slow?: boolean
}

const PROCESS = 'bg-remover:process'
const STATUS = 'bg-remover:status'

const CASES: readonly Case[] = [
  { action: PROCESS, statusCode: 200, debited: 1 },
  { action: STATUS, statusCode: 200, cacheStatus: 'miss' },
  { action: STATUS, statusCode: 200, cacheStatus: 'hit' },
  { action: PROCESS, statusCode: 200, debited: 1, slow: true },
  {
    action: PROCESS,
    statusCode: 401,
    code: 'ERR_JWT_EXPIRED',
    failedAt: 'jwt-validation',
  },
  {
    action: PROCESS,
    statusCode: 402,
    code: 'INSUFFICIENT_CREDITS',
    failedAt: 'service:credits:debit',
  },
  {
    action: STATUS,
    statusCode: 404,
    code: 'JOB_NOT_FOUND',
    failedAt: 'service:dynamodb:getItem',
    cacheStatus: 'miss',
  },
  { action: PROCESS, statusCode: 429, code: 'TOO_MANY_REQUESTS', failedAt: 'rate-limit' },
  { action: STATUS, statusCode: 404, code: 'NOT_FOUND', failedAt: 'routing' },
  {
    action: PROCESS,
    statusCode: 502,
    code: 'ModelErrorException',
    failedAt: 'service:bedrock:invoke',
    debited: 1,
    refunded: 1,
    slow: true,
  },
  { action: STATUS, statusCode: 403, code: 'FORBIDDEN', failedAt: 'jwt-validation' },
  {
    action: PROCESS,
    statusCode: 500,
    code: 'INTERNAL_ERROR',
    failedAt: 'service:s3:putObject',
    refunded: 1,
  },
]

const STEPS: Readonly<Record<Case['action'], readonly string[]>> = {
  // The first three run in the route.
  [PROCESS]: NINE_HOPS.slice(3),
  [STATUS]: ['jwt-validation', 'service:dynamodb:getItem'],
}

const BEGIN = Date.parse('2026-11-22T14:00:00.000Z')
const UINT32_RANGE = 2 ** 32

/** Returns a log with every case that the queries look for. It is the same each time. */
export function sampleLog(requests: number): SampleLog {
  const random = numbers(20261122)
  const records = Array.from({ length: requests }, (_, index) => request(index, random)).flat()
  const others = ['START RequestId: 1 Version: $LATEST', 'REPORT Duration: 3 ms {', '', '{"a":1}']
  const lines = records.flatMap((record, index) => {
    const line = JSON.stringify(record)
    if (index % 50 !== 7) return [line]
    return [others[index % others.length] ?? '', `${record.timestamp}\tid\tINFO\t${line}`]
  })
  const isOther = (line: string): boolean => line !== '' && !line.includes('"phase"')
  return { lines, records, others: lines.filter(isOther).length }
}

/** Returns a generator of pseudo-random numbers below 1 (the LCG of Numerical Recipes). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / UINT32_RANGE
  }
}

type Fields = Partial<SampleRecord>

function request(index: number, random: () => number): SampleRecord[] {
  const example = CASES[Math.floor(random() * CASES.length)] as Case
  const write = writer(index)
  // Eighths of a millisecond add up without rounding.
  const between = (min: number, max: number): number =>
    Math.round((min + random() * (max - min)) * 8) / 8
  const route = { service: 'bg-remover-frontend', layer: 'api-route', action: example.action }
  write({ ...route, phase: 'start' })
  if (example.failedAt === 'rate-limit') {
    write({
      ...route,
      ...hop('rate-limit', 'fail'),
      ...failureOf(example),
      duration: between(0, 2),
    })
  } else if (example.failedAt !== 'routing') {
    invoke(example, index, write, between)
  }
  const { cacheStatus: _, debited: __, refunded: ___, ...passedOn } = example
  write({ ...route, ...ending(passedOn, between(30, 1200)) })
  return write.records
}

function invoke(
  example: Case,
  index: number,
  write: (fields: Fields) => void,
  between: (min: number, max: number) => number,
): void {
  const invocation = {
    service: 'bg-remover',
    layer: 'lambda',
    action: example.action,
    requestId: `invocation-${index}`,
    functionName: `bg-remover-local-${example.action.split(':')[1]}`,
  }
  const identity = {
    tenantId: `tenant-${Math.floor(between(0, 6))}`,
    userId: `user-${Math.floor(between(0, 40))}`,
    jobId: `job_${index}`,
  }
  write({ ...invocation, phase: 'start', coldStart: index % 31 === 0 })
  for (const name of STEPS[example.action]) {
    const known = name === 'jwt-validation' ? {} : identity
    const isBedrock = name.includes('bedrock')
    if (isBedrock) write({ ...invocation, ...known, ...hop('model', 'start') })
    const duration = between(1, 300) + (example.slow && isBedrock ? 2500 : 0)
    write({ ...invocation, ...known, ...stepOf(example, name), duration })
    if (name === example.failedAt) break
  }
  write({ ...invocation, ...identity, ...ending(example, between(20, 900)) })
}

function stepOf(example: Case, name: string): Fields {
  const outcome = name === example.failedAt ? failureOf(example) : { result: 'success' as const }
  if (name.startsWith('service:')) return { phase: 'call', action: name, ...outcome }
  return { ...hop(name, name === example.failedAt ? 'failure' : 'success'), ...outcome }
}

function hop(hopName: string, hopResult: string): Fields {
  return { phase: 'hop', hopName, hopResult }
}

function failureOf({ code = '' }: Case): Fields {
  const stack = `Error: ${code}\n    at run`
  const error = { message: `It failed: ${code}`, code, name: 'Error', stack }
  return { level: 'warn', result: 'error', error }
}

function writer(index: number) {
  const records: SampleRecord[] = []
  const traceId = `req_0000${(index + UINT32_RANGE).toString(16)}`
  const write = (fields: Partial<SampleRecord>): void => {
    // Some records of a request have the same millisecond.
    const ms = BEGIN + index * 40 + Math.floor(records.length / 2)
    records.push({
      timestamp: new Date(ms).toISOString(),
      level: 'info',
      message: 'A message with "quotes", a comma, and {braces}',
      traceId,
      spanId: (index * 32 + records.length).toString(16).padStart(16, '0'),
      ...fields,
    } as SampleRecord)
  }
  return Object.assign(write, { records })
}

function ending(example: Case, duration: number): Fields {
  const { action, statusCode, cacheStatus, debited, refunded, slow } = example
  const isProcess = action === PROCESS
  const fields = {
    phase: 'complete',
    result: 'success',
    ...(statusCode < 400 ? {} : failureOf(example)),
    ...(statusCode < 500 ? {} : { level: 'error' }),
    duration: duration + (slow ? 2500 : 0),
    metadata: {
      method: isProcess ? 'POST' : 'GET',
      path: isProcess ? '/bg-remover/process' : '/bg-remover/status/{jobId}',
      statusCode,
      cacheStatus,
    },
    CreditsDebited: debited,
    CreditsRefunded: refunded,
  }
  return JSON.parse(JSON.stringify(fields))
}
