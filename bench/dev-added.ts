import { Agent, get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { ended, startNode, UNDER_DEV } from './dev-process.ts'
import { quantile } from './quantile.ts'

const APP = fileURLToPath(new URL('dev-app.ts', import.meta.url))
const REQUESTS = 200
/** Of the requests of a round, the fastest ones count: others wait for what else the machine does. */
const FASTEST = 0.1

/** Milliseconds alone and under `hoptrace dev`. */
interface Compared {
  readonly alone: number[]
  readonly under: number[]
}

/** Times a command from its start to its first line, alone and under `hoptrace dev` in turns. */
export function timeStarts(folder: string, count: number): Promise<Compared> {
  const script = ['-e', 'console.log("began at " + Date.now())']
  return inTurns(count, async (around) => {
    let output = ''
    const begin = Date.now()
    const child = startNode(folder, [...around, ...script], (text) => {
      output += text
    })
    await ended(child)
    return Number(/began at (\d+)/.exec(output)?.[1]) - begin
  })
}

/** Times a request to a traced server, alone and under `hoptrace dev` in turns. */
export function timeRequests(folder: string, rounds: number): Promise<Compared> {
  return inTurns(rounds, async (around) => {
    const port = Promise.withResolvers<number>()
    const variables = { HOPTRACE_FILE: 'alone.ndjson', HOPTRACE_FORMAT: 'none' }
    const app = startNode(
      folder,
      [...around, APP],
      (text) => {
        const [, found] = /port (\d+)/.exec(text) ?? []
        if (found !== undefined) port.resolve(Number(found))
      },
      around.length > 0 ? {} : variables,
    )
    const agent = new Agent({ keepAlive: true })
    const at = await port.promise
    const times: number[] = []
    for (let count = 0; count < REQUESTS; count += 1) times.push(await timeRequest(at, agent))
    await timeRequest(at, agent, '/end').catch(() => undefined)
    await ended(app)
    agent.destroy()
    return quantile(times, FASTEST)
  })
}

function timeRequest(port: number, agent: Agent, path = '/orders/7'): Promise<number> {
  const begin = performance.now()
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - begin))
    })
    asked.on('error', reject)
  })
}

async function inTurns(
  count: number,
  measure: (around: readonly string[]) => Promise<number>,
): Promise<Compared> {
  const compared: Compared = { alone: [], under: [] }
  for (let turn = 0; turn < count; turn += 1) {
    compared.alone.push(await measure([]))
    compared.under.push(await measure(UNDER_DEV))
  }
  return compared
}
