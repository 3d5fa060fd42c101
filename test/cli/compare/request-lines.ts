import type { Effect, PlantedRequest } from './causes.ts'
import type { Random } from './random.ts'

/** What the lines of a trace are made of. */
export interface TraceFacts {
  readonly number: number
  readonly random: Random
  readonly request: PlantedRequest
  readonly effect: Effect
  /** What the code knows about the caller: the rest is missing. */
  readonly known: {
    readonly region: string | undefined
    readonly plan: string | undefined
    readonly userId: string | undefined
    readonly newCheckout: boolean | undefined
  }
  /** What durations are multiplied with. */
  readonly pace: number
  /** The probability of a 404. */
  readonly notFound: number
}

interface Step {
  readonly name: string
  readonly ms: number
  readonly attempts: number
}

type Line = { time: number; text: string }

const STEPS: Readonly<Record<string, readonly [string, number][]>> = {
  'orders:list': [['service:dynamodb:query', 22]],
  'orders:get': [
    ['service:dynamodb:query', 12],
    ['service:inventory:check', 25],
  ],
  'items:get': [
    ['service:dynamodb:query', 10],
    ['service:inventory:check', 20],
    ['service:s3:getObject', 30],
  ],
  'cart:update': [
    ['service:dynamodb:query', 15],
    ['service:inventory:check', 25],
  ],
  'orders:create': [
    ['service:dynamodb:query', 20],
    ['service:inventory:check', 30],
    ['service:payments:charge', 140],
  ],
  login: [['service:dynamodb:query', 18]],
}
const OWN_MS: Readonly<Record<string, number>> = { 'orders:list': 90, 'orders:create': 110 }
const METHODS: Readonly<Record<string, string>> = { 'orders:create': 'POST', login: 'POST' }
const ERRORS = ['INTERNAL_ERROR', 'TypeError', 'TimeoutError', 'ServiceUnavailable']
const SAMPLED = 0.1
const COLD_MS = 150
const SLOW_MS = 1000

/** Makes the records of a trace: the endings of a function and mostly of a route, and steps of sampled ones. */
export function requestLines(facts: TraceFacts): Line[] {
  const { random, request, effect, number } = facts
  const steps = stepsOf(facts)
  const own = (OWN_MS[request.action] ?? 60) * noise(facts) + (effect.own ?? 0)
  const inSteps = steps.reduce((sum, { ms }) => sum + ms, 0)
  const duration = own + inSteps + (request.isCold ? COLD_MS * noise(facts) : 0)
  const failure = failureOf(facts)
  const keptBy = keptByOf(failure, duration)
  const isSampled = random.chance(SAMPLED)
  const hasRoute = random.chance(0.6)
  const spanId = (place: number): string => (number * 16 + place).toString(16).padStart(16, '0')
  const at = (record: object, ms: number): Line => ({
    time: request.time + ms,
    text: JSON.stringify({
      timestamp: new Date(request.time + ms).toISOString(),
      level: 'info',
      message: 'Done',
      traceId: `req_${number.toString(16).padStart(8, '0')}`,
      action: request.action,
      ...record,
    }),
  })
  const isWritten = isSampled || keptBy !== undefined
  const calls = steps.map((step, index) => {
    return at(callRecord(step, spanId(index + 4), spanId(3)), duration)
  })
  const ids = { spanId: spanId(3), ...(hasRoute ? { parentId: spanId(2) } : {}) }
  const kept = isSampled || keptBy === undefined ? {} : { keptBy }
  const invocation = at(
    { ...invocationRecord(facts, failure, kept), ...ids, duration: round(duration) },
    duration,
  )
  const around = round(duration + 8 * noise(facts))
  const hop = { ...HOP, spanId: spanId(2), parentId: spanId(1), duration: round(duration + 3) }
  const route = { ...FRONTEND, ...endingOf(facts, failure), spanId: spanId(1), version: 'f7' }
  return [
    ...(isWritten ? calls : []),
    invocation,
    ...(hasRoute && isWritten ? [at(hop, duration)] : []),
    ...(hasRoute ? [at({ ...route, duration: around }, around)] : []),
  ]
}

const LAMBDA = { service: 'shop', layer: 'lambda' }
const FRONTEND = { service: 'shop-frontend', layer: 'api-route' }
const HOP = {
  ...FRONTEND,
  phase: 'hop',
  hopName: 'lambda-invoke',
  hopResult: 'success',
  result: 'success',
}

function keptByOf({ isFault }: Failure, duration: number): string | undefined {
  if (isFault) return 'error'
  return duration > SLOW_MS ? 'slow' : undefined
}

function callRecord({ name, ms, attempts }: Step, spanId: string, parentId: string): object {
  return {
    ...LAMBDA,
    spanId,
    parentId,
    action: name,
    phase: 'call',
    result: 'success',
    duration: round(ms),
    metadata: { attempts },
  }
}

function invocationRecord(facts: TraceFacts, failure: Failure, kept: object): object {
  const { request, number } = facts
  const ending = endingOf(facts, failure)
  const memory = { memoryUsed: request.memoryUsed, memoryLimit: 512 }
  return {
    ...LAMBDA,
    ...ending,
    ...(failure.isFault ? { error: failure.error } : {}),
    functionName: `shop-prod-${request.action.split(':')[0]}`,
    requestId: `invocation-${number}`,
    version: request.version,
    coldStart: request.isCold,
    metadata: { ...ending.metadata, ...attributes(facts), ...kept, ...memory },
  }
}

function stepsOf(facts: TraceFacts): Step[] {
  const { step } = facts.effect
  return (STEPS[facts.request.action] ?? []).map(([name, ms]) => {
    const isSlower = step?.name === name
    return {
      name,
      ms: ms * noise(facts) + (isSlower ? step.ms : 0),
      attempts: isSlower ? (step.attempts ?? 1) : 1,
    }
  })
}

interface Failure {
  readonly statusCode: number
  readonly isFault: boolean
  readonly error?: object
}

function failureOf({ random, request, effect, notFound }: TraceFacts): Failure {
  const fails = random.next()
  const isMissing = random.chance(notFound + (effect.notFound ?? 0))
  if (fails < 0.004) {
    const code = ERRORS[Math.floor((fails / 0.004) * ERRORS.length)] ?? ''
    const stack = `Error: it failed\n    at load (file:///var/task/${request.action.split(':')[0]}.mjs:7:9)`
    return {
      statusCode: 500,
      isFault: true,
      error: { message: 'It failed', code, name: 'Error', stack },
    }
  }
  if (request.action === 'login' && fails < 0.05) return { statusCode: 401, isFault: false }
  return { statusCode: isMissing ? 404 : fails > 0.998 ? 429 : 200, isFault: false }
}

function endingOf({ request, known }: TraceFacts, { statusCode, isFault }: Failure) {
  return {
    level: isFault ? 'error' : statusCode >= 400 ? 'warn' : 'info',
    phase: 'complete',
    result: statusCode < 400 ? 'success' : 'error',
    tenantId: request.tenantId,
    ...(known.userId === undefined ? {} : { userId: known.userId }),
    metadata: {
      statusCode,
      method: METHODS[request.action] ?? 'GET',
      path: `/${request.action.replace(':', '/')}`,
    },
  }
}

function attributes({ request, known }: TraceFacts): object {
  const { region, plan, newCheckout } = known
  return {
    ...(region === undefined ? {} : { region }),
    ...(plan === undefined ? {} : { plan }),
    ...(newCheckout === undefined ? {} : { flags: { newCheckout } }),
    ...(request.itemId === undefined ? {} : { itemId: request.itemId }),
  }
}

function noise({ random, pace }: TraceFacts): number {
  return pace * Math.exp(0.35 * random.normal())
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
