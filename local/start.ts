import { styleText } from 'node:util'
import { DEFAULT_FILE } from '../src/cli/log-flags.ts'
import { createProgress } from '../src/cli/progress.ts'
import { createPaint } from '../src/cli/terminal.ts'
import { drawWaterfall } from '../src/cli/trace/waterfall.ts'
import { formatPretty } from '../src/core/output/pretty.ts'
import type { RequestRecord } from '../src/lines/record.ts'
import { buildSystem } from './build.ts'
import { type DevPage, startDevPage } from './dev-page.ts'
import { sendImageRequest } from './image-request.ts'
import { openJournal } from './journal.ts'
import { hopNumber, NINE_HOPS } from './nine-hops.ts'
import { checkPort, freePort } from './ports.ts'
import { StartError } from './start-error.ts'
import { type System, startSystem } from './system.ts'
import { drawXrayTree } from './xray-tree.ts'

const args = process.argv.slice(2)
const once = args.includes('--once')
const print = (text: string): void => void process.stdout.write(`${text}\n`)
const progress = createProgress(process.stderr, () => performance.now())
const journal = openJournal((record) => print(formatPretty(record, process.stdout.isTTY)))
const shutdown = new AbortController()
let starting: Promise<Running> | undefined
const paint = createPaint(process.stdout.isTTY && process.stdout.hasColors())
const mark = (record: RequestRecord): string => String(hopNumber(record) ?? '')

/** The bg-remover, and the page that shows its requests. `--once` needs none. */
interface Running extends System {
  readonly devPage: DevPage | undefined
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void exit(0))
}

try {
  const unknown = args.find((arg) => arg !== '--once')
  if (unknown !== undefined) {
    throw new StartError(`npm start takes only --once, got '${unknown}'.`)
  }
  const { PORT } = process.env
  const port = PORT ? await checkPort(PORT) : await freePort()
  starting = buildAndStart(port)
  const system = await starting
  progress.done('Ready')
  await system.cloud.credits.set('carousel-labs', 100)
  const isComplete = await traceOneRequest(system)
  if (once) await exit(isComplete ? 0 : 1)
  else printUrls(system)
} catch (error) {
  await fail(error)
}

async function buildAndStart(port: number): Promise<Running> {
  const { signal } = shutdown
  await buildSystem(progress.step, signal)
  const devPage = once
    ? undefined
    : await startDevPage({ file: DEFAULT_FILE, signal, onExit: fail })
  try {
    const system = await startSystem({
      port,
      env: devPage ? { DEV_PAGE_URL: devPage.url } : {},
      signal,
      onProgress: progress.step,
      onLine: journal.addLine,
      onExit: fail,
    })
    return { ...system, devPage }
  } catch (error) {
    await devPage?.stop()
    throw error
  }
}

/** Sends an image request, and prints its records and waterfall. Returns whether it has nine hops. */
async function traceOneRequest({ pageUrl, pictures, traces, cloud }: System): Promise<boolean> {
  print(
    `\n${styleText('bold', 'One image request')}, from the page's route to the last service call:\n`,
  )
  const traceId = await sendImageRequest(pageUrl, pictures[0] as string)
  const records = await traces.waitForTrace(traceId)
  const hops = countHops(records)
  print(`\n${styleText('bold', traceId)}\n\n${drawWaterfall(records, { paint, mark })}\n`)
  print(`${hops} of ${NINE_HOPS.length} hops under one trace id`)
  const ended = records.filter(({ duration }) => duration !== undefined)
  const documents = await cloud.xray.waitForTraceOf(ended.map(({ spanId }) => spanId))
  print(`\nX-Ray received ${documents.length} documents:\n\n${drawXrayTree(documents)}`)
  print(`\nThe records     ${DEFAULT_FILE}\nThis request    npx hoptrace trace ${traceId}`)
  return hops === NINE_HOPS.length
}

function printUrls({ pageUrl, apiUrl, devPage }: Running): void {
  print(`The page        ${styleText('bold', pageUrl)}`)
  if (devPage) print(`Its requests    ${devPage.url}`)
  print(`The functions   ${apiUrl}`)
  print('\nPress Ctrl-C to stop.\n')
}

function countHops(records: readonly RequestRecord[]): number {
  return new Set(records.map(hopNumber).filter((number) => number !== undefined)).size
}

async function fail(error: unknown): Promise<void> {
  if (shutdown.signal.aborted) return
  progress.clear()
  const text = error instanceof StartError ? error.message : String((error as Error)?.stack)
  process.stderr.write(`${styleText('red', text, { stream: process.stderr })}\n`)
  await exit(1)
}

/** Stops every child, also one that is starting, and exits. */
async function exit(code: number): Promise<void> {
  if (shutdown.signal.aborted) return
  shutdown.abort()
  progress.clear()
  const system = await starting?.catch(() => undefined)
  await Promise.all([system?.stop(), system?.devPage?.stop()])
  await journal.close()
  process.exit(code)
}
