import { createHmac, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { freePort } from '../../local/ports.ts'
import { type System, startSystem } from '../../local/system.ts'
import { signUserToken } from '../../local/user-token.ts'
import type { RequestRecord } from '../../src/lines/record.ts'
import { type CreditsLink, startCreditsLink } from './credits-link.ts'
import { RecordLog } from './record-log.ts'
import { expectWholeTrace, servicesOf } from './whole-trace.ts'

export const PAGE = 'bg-remover-frontend'
export const LAMBDA = 'bg-remover'
export const CREDITS = 'credits'

/** How many requests a user may send in a minute. */
export const REQUESTS_PER_MINUTE = 3

/** A user with their own tenant. */
export interface User {
  readonly userId: string
  readonly tenantId: string
  readonly token: string
}

/** A request, and the services that take part in it. */
interface Question {
  /** @default the page's route */
  readonly url?: string
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The services whose records the trace must have, in the order of their starts. */
  readonly services: readonly string[]
}

/** A response, and the records of its request. */
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
  /** The way from the functions to the credits service. */
  readonly creditsLink: CreditsLink
  /** Texts that no log line may contain. */
  readonly secrets: string[]
  /** The trace ids that callers received. */
  readonly receivedIds: Set<string>
  /** Creates a user, whose tenant has this many credits. Default: 10. */
  newUser(credits?: number): Promise<User>
  signToken(userId: string, tenantId: string, secret?: string): Promise<string>
  /** Signs a token with these claims, whatever they are. */
  signClaims(claims: object): string
  /** Sends a request, and checks that its trace is complete and has the same id everywhere. */
  ask(question: Question): Promise<Answer>
  /** Sends a request for a picture with {@link ask}. Default of `imageUrl`: the first sample. */
  process(user: User, question?: Partial<Question> & { imageUrl?: string }): Promise<Answer>
}

/** Tests that share one running system. */
// biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are used
export const it = test.extend('bgRemover', { scope: 'file' }, async ({}, { onCleanup }) => {
  const bgRemover = await startBgRemover()
  onCleanup(bgRemover.stop)
  return bgRemover
})

/** Starts a separate system, with these variables in the environment of all services. */
export async function startBgRemover(
  env: Readonly<Record<string, string>> = {},
): Promise<BgRemover> {
  const log = new RecordLog()
  const creditsLink = await startCreditsLink()
  const { jwtSecret, stop, ...system } = await startSystem({
    port: await freePort(),
    env: {
      REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE),
      CREDITS_URL: creditsLink.url,
      ...env,
    },
    onLine: (line) => log.take(line),
    onExit: (death) => log.fail(death),
  })
  creditsLink.target = system.apiUrl
  const processUrl = `${system.pageUrl}/api/bg-remover/process`
  const secrets = [jwtSecret]
  const receivedIds = new Set<string>()
  let stopped: Promise<void> | undefined

  async function signToken(userId: string, tenantId: string, secret = jwtSecret): Promise<string> {
    const token = await signUserToken({ userId, tenantId }, secret)
    secrets.push(token)
    return token
  }

  function signClaims(claims: object): string {
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const signature = createHmac('sha256', jwtSecret).update(parts.join('.')).digest('base64url')
    const token = [...parts, signature].join('.')
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
    receivedIds.add(traceId)
    const records = await log.whenEnded(traceId, services.length)
    expect(servicesOf(records)).toEqual(services)
    expectWholeTrace(records)
    return { status: response.status, headers: response.headers, body: answered, traceId, records }
  }

  return {
    ...system,
    creditsLink,
    log,
    secrets,
    receivedIds,
    newUser,
    signToken,
    signClaims,
    ask,
    process: ({ token }, { imageUrl = system.pictures[0], ...question } = {}) =>
      ask({
        token,
        body: JSON.stringify({ imageUrl }),
        services: [PAGE, LAMBDA, CREDITS],
        ...question,
      }),
    stop() {
      stopped ??= Promise.all([stop(), creditsLink.stop()]).then(() => undefined)
      return stopped
    },
  }
}
