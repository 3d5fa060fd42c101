import { type NextServer, startNextServer } from './next-server.ts'

/** A route of the measured app. */
export interface NextRoute {
  readonly path: string
  readonly title: string
  /** Whether its app loads hoptrace when the server starts, as docs/nextjs.md shows. */
  readonly isRegistered: boolean
}

/** The route that writes nothing, in an app without hoptrace: first requests are compared with its own. */
export const UNTRACED: NextRoute = {
  path: '/api/untraced',
  title: 'an unwrapped route',
  isRegistered: false,
}

/** The route that is wrapped, with the set-up for a fast first request. */
export const WRAPPED: NextRoute = {
  path: '/api/hoptrace',
  title: 'withTracing and register',
  isRegistered: true,
}

/** In the order in which they take turns. */
export const NEXT_ROUTES: readonly NextRoute[] = [
  UNTRACED,
  { path: '/api/pino', title: 'four lines of pino', isRegistered: false },
  { path: '/api/hoptrace', title: 'withTracing', isRegistered: false },
  { path: UNTRACED.path, title: 'an unwrapped route beside register', isRegistered: true },
  WRAPPED,
]

/** What the first requests to one server used. */
export interface NextStart {
  /** Milliseconds of processor time of the first request. */
  readonly first: number
  /** The same of the first thousand. */
  readonly thousand: number
  /** Megabytes of memory after them. */
  readonly resident: number
}

/** What a round of requests to a warm server used. */
export interface NextRound {
  /** Microseconds of processor time of a request. */
  readonly spent: number
  readonly perSecond: number
}

/** What each route used. */
export type NextLives = ReadonlyMap<
  NextRoute,
  { readonly starts: NextStart[]; readonly rounds: NextRound[] }
>

/** Rounds that are not measured: as many as V8 takes to optimise everything for all routes of a server. */
const WARM_UP_ROUNDS = 200
const ROUNDS = 60
const ROUND = 100

/** Measures the first requests to each route, so many times, and then requests to a warm server. */
export async function measureNext(times: number): Promise<NextLives> {
  const lives: NextLives = new Map(NEXT_ROUTES.map((route) => [route, { starts: [], rounds: [] }]))
  for (let time = 0; time < times; time += 1)
    for (const [route, { starts }] of lives) starts.push(await measureStart(route))
  const [plain, registered] = [await startNextServer(false), await startNextServer(true)]
  const serverOf = ({ isRegistered }: NextRoute): NextServer => (isRegistered ? registered : plain)
  // In turn: what slows the machine down slows all routes. Each begins as often as the others: the
  // collection of a round's garbage would otherwise always fall to the same one.
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1)
    for (let turn = 0; turn < NEXT_ROUTES.length; turn += 1) {
      const route = NEXT_ROUTES[(round + turn) % NEXT_ROUTES.length] ?? UNTRACED
      const measured = await measureRound(serverOf(route), route)
      if (round >= WARM_UP_ROUNDS) lives.get(route)?.rounds.push(measured)
    }
  plain.stop()
  registered.stop()
  return lives
}

/** In a server of its own. */
async function measureStart({ path, isRegistered }: NextRoute): Promise<NextStart> {
  const server = await startNextServer(isRegistered)
  const before = await server.usage()
  await server.send(path, 1)
  const afterFirst = await server.usage()
  await server.send(path, 999)
  const afterThousand = await server.usage()
  server.stop()
  return {
    first: (afterFirst.spent - before.spent) / 1_000,
    thousand: (afterThousand.spent - before.spent) / 1_000,
    resident: afterThousand.resident / 2 ** 20,
  }
}

async function measureRound(server: NextServer, { path }: NextRoute): Promise<NextRound> {
  const { spent } = await server.usage()
  const begun = performance.now()
  await server.send(path, ROUND)
  const seconds = (performance.now() - begun) / 1_000
  return { spent: ((await server.usage()).spent - spent) / ROUND, perSecond: ROUND / seconds }
}
