import { type NextServer, startNextServer, type Usage } from './next-server.ts'

/** A route of the measured app. */
export interface NextRoute {
  readonly path: string
  readonly title: string
}

/** The route that writes nothing: the others are compared with it. */
export const UNTRACED: NextRoute = { path: '/api/untraced', title: 'an unwrapped route' }

/** The route that is wrapped. */
export const WRAPPED: NextRoute = { path: '/api/hoptrace', title: 'withTracing' }

/** In the order in which they take turns. */
export const NEXT_ROUTES: readonly NextRoute[] = [
  UNTRACED,
  { path: '/api/pino', title: 'four lines of pino' },
  WRAPPED,
]

/** What one server used. */
export interface NextServerLife {
  /** Milliseconds of processor time of the first request. */
  readonly first: number
  /** The same of the first thousand. */
  readonly thousand: number
  /** Microseconds of processor time of a request, later. */
  readonly steady: number
  /** Requests per second, later. */
  readonly throughput: number
  /** Megabytes of memory at the end. */
  readonly resident: number
}

/** What each route's servers used. */
export type NextLives = ReadonlyMap<NextRoute, readonly NextServerLife[]>

const WARM_UP = 4_000
const ROUNDS = 20
const ROUND = 200

/** Measures each route so many times, each time in a server of its own that serves nothing else. */
export async function measureNext(times: number): Promise<NextLives> {
  const lives = new Map(NEXT_ROUTES.map((route) => [route, [] as NextServerLife[]]))
  for (let time = 0; time < times; time += 1)
    for (const [at, life] of (await measureTogether()).entries())
      lives.get(NEXT_ROUTES[at] as NextRoute)?.push(life)
  return lives
}

/** One server per route. The machine's speed varies, so the servers take turns. */
async function measureTogether(): Promise<readonly NextServerLife[]> {
  const runs: Run[] = []
  for (const { path } of NEXT_ROUTES) runs.push(await startRun(await startNextServer(), path))
  for (let round = 0; round < ROUNDS; round += 1) for (const run of runs) await run.addRound()
  return Promise.all(runs.map((run) => run.finish()))
}

interface Run {
  addRound(): Promise<void>
  finish(): Promise<NextServerLife>
}

async function startRun(server: NextServer, path: string): Promise<Run> {
  const before = await server.usage()
  await server.send(path, 1)
  const afterFirst = await server.usage()
  await server.send(path, 999)
  const afterThousand = await server.usage()
  await server.send(path, WARM_UP)
  let spent = 0
  let seconds = 0
  return {
    async addRound() {
      const from = await server.usage()
      const begun = performance.now()
      await server.send(path, ROUND)
      seconds += (performance.now() - begun) / 1_000
      spent += between(from, await server.usage())
    },
    async finish() {
      const { resident } = await server.usage()
      server.stop()
      return {
        first: between(before, afterFirst) / 1_000,
        thousand: between(before, afterThousand) / 1_000,
        steady: spent / (ROUNDS * ROUND),
        throughput: (ROUNDS * ROUND) / seconds,
        resident: resident / 2 ** 20,
      }
    },
  }
}

function between(before: Usage, after: Usage): number {
  return after.spent - before.spent
}
