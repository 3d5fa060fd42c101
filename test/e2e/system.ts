import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { freePort } from '../../local/ports.ts'
import type { RequestRecord } from '../../local/records.ts'
import { type System, startSystem } from '../../local/system.ts'
import { RecordLog } from './record-log.ts'
import { expectWholeTrace, servicesOf } from './whole-trace.ts'

export const PAGE = 'bg-remover-frontend'
export const LAMBDA = 'bg-remover'
export const CREDITS = 'credits'

/** How many requests a user may send in a minute. */
export const REQUESTS_PER_MINUTE = 3

/** Somebody with a tenant of their own. */
export interface User {
  readonly userId: string
  readonly tenantId: string
  readonly token: string
}

/** A request, and who takes part in it. */
interface Question {
  /** @default the page's route */
  readonly url?: string
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The services that begin and end a part of the trace, in the order of their starts. */
  readonly services: readonly string[]
}

/** What came back, and what was recorded. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
  readonly traceId: string
  readonly records: readonly RequestRecord[]
}

/** The system under test. */
export interface BgRemover extends Omit<System, 'jwtSecret'> {
  readonly log: RecordLog
  /** What no line may contain. */
  readonly secrets: string[]
  /** The ids that callers were told. */
  readonly told: Set<string>
  /** Somebody new, in a tenant of their own with this many credits. */
  newUser(credits?: number): Promise<User>
  signToken(userId: string, tenantId: string, secret?: string): Promise<string>
  /** Sends a request, and holds that its trace is whole and that its id is the same everywhere. */
  ask(question: Question): Promise<Answer>
  /** {@link ask}s for a picture, the first sample where none is named. */
  process(user: User, question?: Partial<Question> & { imageUrl?: string }): Promise<Answer>
}

/** Tests that share one running system. */
// biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are used
export const it = test.extend('bgRemover', { scope: 'file' }, async ({}, { onCleanup }) => {
  const bgRemover = await startBgRemover(REQUESTS_PER_MINUTE)
  onCleanup(bgRemover.stop)
  return bgRemover
})

/** Starts the system, where each user may send so many requests in a minute. */
export async function startBgRemover(requestsPerMinute: number): Promise<BgRemover> {
  const log = new RecordLog()
  const { jwtSecret, stop, ...system } = await startSystem({
    port: await freePort(),
    frontendEnv: { REQUESTS_PER_MINUTE: String(requestsPerMinute) },
    onLine: (line) => log.take(line),
    onDeath: (death) => log.fail(death),
  })
  const processUrl = `${system.pageUrl}/api/bg-remover/process`
  const secrets = [jwtSecret]
  const told = new Set<string>()
  let stopped: Promise<void> | undefined

  async function signToken(userId: string, tenantId: string, secret = jwtSecret): Promise<string> {
    const token = await new SignJWT({ tenantId })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(userId)
      .setAudience('bg-remover')
      .setExpirationTime('1 hour')
      .sign(Buffer.from(secret))
    secrets.push(token)
    return token
  }

  async function newUser(credits = 10): Promise<User> {
    const userId = `user_${randomUUID()}`
    const tenantId = `tenant_${randomUUID()}`
    await system.cloud.credits.set(tenantId, credits)
    return { userId, tenantId, token: await signToken(userId, tenantId) }
  }

  async function ask(question: Question): Promise<Answer> {
    const { url = processUrl, method = 'POST', token, headers, body, services } = question
    const authorization = token && { authorization: `Bearer ${token}` }
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: body ?? null,
    })
    const answered = (await response.json()) as Answer['body']
    const traceId = response.headers.get('x-trace-id') as string
    expect(answered.traceId).toBe(traceId)
    told.add(traceId)
    const records = await log.whenEnded(traceId, services.length)
    expect(servicesOf(records)).toEqual(services)
    expectWholeTrace(records)
    return { status: response.status, headers: response.headers, body: answered, traceId, records }
  }

  return {
    ...system,
    log,
    secrets,
    told,
    newUser,
    signToken,
    ask,
    process: ({ token }, { imageUrl = system.pictures[0], ...question } = {}) =>
      ask({
        token,
        body: JSON.stringify({ imageUrl }),
        services: [PAGE, LAMBDA, CREDITS],
        ...question,
      }),
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}
