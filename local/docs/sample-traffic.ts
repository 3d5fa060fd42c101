import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseRecord, type RequestRecord } from '../../src/cli/trace/records.ts'
import { freePort } from '../ports.ts'
import { type System, startSystem } from '../system.ts'
import { signUserToken } from '../user-token.ts'

/** How often the AWS SDK tries a call. */
const ATTEMPTS = 3
const REQUESTS_PER_MINUTE = 4
const SLOW_MS = 2100
const SETTLE_MS = 500

/** Sends the local system a request of each kind that the queries look for; gives its lines. */
export async function sampleTraffic(): Promise<string[]> {
  const lines: string[] = []
  const system = await startSystem({
    port: await freePort(),
    frontendEnv: { REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE) },
    onLine: (line) => {
      if (parseRecord(line) !== undefined) lines.push(line)
    },
    onDeath: (death) => {
      throw death
    },
  })
  try {
    await sendEachKind(system, lines)
    // The records come by pipes, after the answers.
    await sleep(SETTLE_MS)
    return lines
  } finally {
    await system.stop()
  }
}

async function sendEachKind(system: System, lines: readonly string[]): Promise<void> {
  const { bedrock, credits } = system.cloud
  await credits.set('acme', 100)
  await credits.set('globex', 100)
  await credits.set('initech', 0)
  const anna = await caller(system, 'anna', 'acme')
  const bert = await caller(system, 'bert', 'globex')
  const carl = await caller(system, 'carl', 'initech')
  const forged = await caller(system, 'mallory', 'acme', randomUUID().repeat(2))

  for (const user of [anna, anna, bert]) await user.process()
  const jobId = latestJob(lines)
  for (let poll = 0; poll < 3; poll += 1) await bert.status(jobId)
  await bert.status('job_of-nobody')
  await carl.process()
  await forged.process()
  await forged.status(jobId)
  bedrock.failNext(ATTEMPTS)
  await bert.process()
  const release = bedrock.hold()
  const slow = bert.process()
  await sleep(SLOW_MS)
  release()
  await slow
  for (let sent = 0; sent < REQUESTS_PER_MINUTE; sent += 1) await anna.process()
}

function latestJob(lines: readonly string[]): string {
  const jobs = lines.map(parseRecord).flatMap((record) => record?.jobId ?? [])
  return jobs.at(-1) ?? ''
}

/** Somebody who sends requests, and what they send. */
interface Caller {
  process(): Promise<void>
  status(jobId: string): Promise<void>
}

async function caller(
  { pageUrl, apiUrl, pictures, jwtSecret }: System,
  userId: string,
  tenantId: string,
  secret = jwtSecret,
): Promise<Caller> {
  const token = await signUserToken({ userId, tenantId }, secret)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const send = async (url: string, init: RequestInit): Promise<void> => {
    await (await fetch(url, { ...init, headers })).arrayBuffer()
  }
  return {
    process: () =>
      send(`${pageUrl}/api/bg-remover/process`, {
        method: 'POST',
        body: JSON.stringify({ imageUrl: pictures[0] }),
      }),
    status: (jobId) => send(`${apiUrl}/bg-remover/status/${jobId}`, {}),
  }
}

/** Ids for the queries that need one: of the request that failed. */
export function parametersOf(lines: readonly string[]): Record<string, string> {
  const records = lines.flatMap((line) => parseRecord(line) ?? [])
  const isFailure = ({ action, result }: RequestRecord): boolean =>
    action === 'service:bedrock:invoke' && result === 'error'
  const { traceId = '', jobId = '' } = records.find(isFailure) ?? {}
  return { traceId, jobId }
}
