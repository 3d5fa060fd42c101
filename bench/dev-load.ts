import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ended, startNode, UNDER_DEV } from './dev-process.ts'

const GENERATOR = fileURLToPath(new URL('dev-generator.ts', import.meta.url))
/** So many processes share the rate. */
const WRITERS = 2
const OPEN_EVERY_MS = 500

/** What `hoptrace dev` showed of requests that several processes wrote. */
interface Load {
  readonly written: number
  /** How many requests were shown as ended. */
  readonly shown: { readonly terminal: number; readonly page: number }
  /** Milliseconds from the time of the ending to its display. */
  readonly delays: { readonly terminal: number[]; readonly page: number[] }
  /** Lines on the terminal that are no record. */
  readonly torn: number
  readonly memoryMb: number
  /** Milliseconds that the page waited for one request. */
  readonly opened: number[]
}

/** Writes requests under `hoptrace dev`, and reads what it shows. */
export async function measureLoad(
  folder: string,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Load> {
  const terminal = new Map<string, number>()
  const page = new Map<string, number>()
  const opened: number[] = []
  let torn = 0
  let memoryMb = 0
  let rest = ''
  const share = [String(rate / WRITERS), String(seconds)]
  const script = `for (let n = 0; n < ${WRITERS}; n += 1)
    require('child_process').spawn(process.execPath, ${JSON.stringify([GENERATOR, ...share])}, { stdio: 'inherit' })`
  const onLine = (line: string): void => {
    const [, url] = /Requests are on (\S+)/.exec(line) ?? []
    if (url !== undefined) watchPage(new URL(url))
    else if (!/^\[[\d:.]+\] (?:INFO|WARN) /.test(line)) torn += line === '' ? 0 : 1
    else if (line.includes(' Request complete ')) noteEnding(terminal, line)
  }
  const child = startNode(folder, [...UNDER_DEV, '-e', script], (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  const timers: NodeJS.Timeout[] = []
  function watchPage(url: URL): void {
    const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? ''
    readEvents(url, token, page)
    timers.push(
      setInterval(() => {
        memoryMb = Math.max(memoryMb, peakMemoryMb(child.pid))
        const id = [...page.keys()].at(-1)
        if (id !== undefined)
          void openRequest(url, token, id).then(
            (ms) => opened.push(ms),
            () => undefined,
          )
      }, OPEN_EVERY_MS),
    )
  }
  await ended(child)
  for (const timer of timers) clearInterval(timer)
  return {
    written: rate * seconds,
    shown: { terminal: terminal.size, page: page.size },
    delays: { terminal: [...terminal.values()], page: [...page.values()] },
    torn,
    memoryMb,
    opened,
  }
}

/** Notes how long ago the time at the begin of a line was. */
function noteEnding(delays: Map<string, number>, line: string): void {
  const [, time = ''] = /^\[([\d:.]+)\]/.exec(line) ?? []
  const [id = ''] = /req_[\da-f-]+/.exec(line) ?? []
  const today = new Date().toISOString().slice(0, 11)
  delays.set(id, Date.now() - Date.parse(`${today}${time}Z`))
}

function readEvents(url: URL, token: string, delays: Map<string, number>): void {
  const events = new URL(`/api/events?token=${token}`, url)
  get(events, (response) => {
    const lines = createInterface(response)
    lines.on('error', () => undefined) // the stream ends with the command
    lines.on('line', (line) => {
      if (!line.startsWith('data: ')) return
      for (const one of JSON.parse(line.slice(6)).requests) {
        const { traceId, isRunning, begin, duration } = one
        if (!isRunning && !delays.has(traceId)) delays.set(traceId, Date.now() - begin - duration)
      }
    })
  }).on('error', () => undefined)
}

async function openRequest(url: URL, token: string, id: string): Promise<number> {
  const begin = performance.now()
  const answer = await fetch(new URL(`/api/trace?${new URLSearchParams({ id, token })}`, url))
  await answer.text()
  return performance.now() - begin
}

function peakMemoryMb(pid: number | undefined): number {
  try {
    const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kb) / 1_000
  } catch {
    return 0 // it has ended
  }
}
