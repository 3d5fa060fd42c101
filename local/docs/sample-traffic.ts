import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseRecord, type RequestRecord } from '../../src/lines/record.ts'
import { hopNumber, NINE_HOPS } from '../nine-hops.ts'
import type { System } from '../system.ts'
import { createCaller } from './caller.ts'
import { recordSystem } from './record-system.ts'

/** Attempts of the AWS SDK for one call. */
const ATTEMPTS = 3
const REQUESTS_PER_MINUTE = 4
const SLOW_MS = 2100

/** Sends the local system a request of each kind that the queries look for. Returns its lines. */
export async function sampleTraffic(): Promise<readonly string[]> {
  const env = { REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE) }
  return recordSystem(env, async (system, log) => {
    await sendEachKind(system, log.lines)
    return log.lines
  })
}

async function sendEachKind(system: System, lines: readonly string[]): Promise<void> {
  const { bedrock, credits } = system.cloud
  await credits.set('acme', 100)
  await credits.set('globex', 100)
  await credits.set('initech', 0)
  const anna = await createCaller(system, 'anna', 'acme')
  const bert = await createCaller(system, 'bert', 'globex')
  const carl = await createCaller(system, 'carl', 'initech')
  const forged = await createCaller(system, 'mallory', 'acme', randomUUID().repeat(2))

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

/** Returns the ids of the request that failed, and its version, for the queries with parameters. */
export function parametersOf(lines: readonly string[]): Record<string, string> {
  const records = lines.flatMap((line) => parseRecord(line) ?? [])
  const isFailure = ({ action, result }: RequestRecord): boolean =>
    action === 'service:bedrock:invoke' && result === 'error'
  const { traceId = '', jobId = '' } = records.find(isFailure) ?? {}
  const { version = '' } = records.find((one) => one.version !== undefined) ?? {}
  return { traceId, jobId, version }
}

/** Returns the records of the first request of which all nine hops succeeded. */
export function imageRequestIn(lines: readonly string[]): readonly RequestRecord[] {
  const records = lines.flatMap((line) => parseRecord(line) ?? [])
  const traces = Map.groupBy(records, ({ traceId }) => traceId)
  const found = [...traces.values()].find(
    (trace) =>
      new Set(trace.map(hopNumber).filter(Boolean)).size === NINE_HOPS.length &&
      trace.every(({ result = 'success' }) => result === 'success'),
  )
  if (found === undefined) throw new Error('No request has nine hops that succeeded')
  return found
}
