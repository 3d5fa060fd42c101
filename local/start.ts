import { styleText } from 'node:util'
import { createProgress } from '../src/cli/progress.ts'
import { createPaint } from '../src/cli/terminal.ts'
import type { RequestRecord } from '../src/cli/trace/records.ts'
import { drawWaterfall } from '../src/cli/trace/waterfall.ts'
import { formatPretty } from '../src/core/output/pretty.ts'
import { buildSystem } from './build.ts'
import { StartFailure } from './failure.ts'
import { sendImageRequest } from './image-request.ts'
import { openJournal } from './journal.ts'
import { hopNumber, NINE_HOPS } from './nine-hops.ts'
import { claimPort, freePort } from './ports.ts'
import { type System, startSystem } from './system.ts'
import { drawXrayTree } from './xray-tree.ts'

const words = process.argv.slice(2)
const once = words.includes('--once')
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const progress = createProgress(process.stderr, () => performance.now())
const journal = openJournal((record) => say(formatPretty(record, process.stdout.isTTY)))
const leaving = new AbortController()
let starting: Promise<System> | undefined
const paint = createPaint(process.stdout.isTTY && process.stdout.hasColors())
const mark = (record: RequestRecord): string => String(hopNumber(record) ?? '')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void leave(0))
}

try {
  const unknown = words.find((word) => word !== '--once')
  if (unknown !== undefined) {
    throw new StartFailure(`npm start knows --once alone, not '${unknown}'.`)
  }
  const { PORT } = process.env
  const port = PORT ? await claimPort(PORT) : await freePort()
  starting = buildAndStart(port)
  const system = await starting
  progress.done('Ready')
  await system.cloud.credits.set('carousel-labs', 100)
  const complete = await traceOneRequest(system)
  if (once) await leave(complete ? 0 : 1)
  else announce(system)
} catch (error) {
  await fail(error)
}

async function buildAndStart(port: number): Promise<System> {
  const { signal } = leaving
  await buildSystem(progress.step, signal)
  return startSystem({
    port,
    signal,
    onProgress: progress.step,
    onLine: journal.take,
    onDeath: fail,
  })
}

/** Sends one image request, prints its records and waterfall; true if all nine hops were seen. */
async function traceOneRequest({ pageUrl, pictures, traces, cloud }: System): Promise<boolean> {
  say(
    `\n${styleText('bold', 'One image request')}, from the page's route to the last service call:\n`,
  )
  const traceId = await sendImageRequest(pageUrl, pictures[0] as string)
  const records = await traces.whole(traceId)
  const seen = countHops(records)
  say(`\n${styleText('bold', traceId)}\n\n${drawWaterfall(records, { paint, mark })}\n`)
  say(`${seen} of ${NINE_HOPS.length} hops under one trace id`)
  const ended = records.filter(({ duration }) => duration !== undefined)
  const documents = await cloud.xray.whole(ended.map(({ spanId }) => spanId))
  say(`\nX-Ray was sent ${documents.length} documents:\n\n${drawXrayTree(documents)}`)
  say(`\nThe records     .hoptrace/records.ndjson\nThis request    npx hoptrace trace ${traceId}`)
  return seen === NINE_HOPS.length
}

function announce({ pageUrl, apiUrl }: System): void {
  say(`The page        ${styleText('bold', pageUrl)}`)
  say(`The functions   ${apiUrl}`)
  say('\nCtrl-C ends it all.\n')
}

function countHops(records: readonly RequestRecord[]): number {
  return new Set(records.map(hopNumber).filter((number) => number !== undefined)).size
}

async function fail(error: unknown): Promise<void> {
  if (leaving.signal.aborted) return
  progress.clear()
  const text = error instanceof StartFailure ? error.message : String((error as Error)?.stack)
  process.stderr.write(`${styleText('red', text, { stream: process.stderr })}\n`)
  await leave(1)
}

/** Ends every child, also one that has just begun, and then this process. */
async function leave(code: number): Promise<void> {
  if (leaving.signal.aborted) return
  leaving.abort()
  progress.clear()
  const system = await starting?.catch(() => undefined)
  await system?.stop()
  await journal.close()
  process.exit(code)
}
