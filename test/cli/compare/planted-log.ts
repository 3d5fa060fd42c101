import type { Effect, PlantedCause, PlantedRequest } from './causes.ts'
import { createRandom, type Random, zipfTable } from './random.ts'
import { requestLines } from './request-lines.ts'

const BEGIN = Date.parse('2026-11-22T06:00:00.000Z')
const HALF_MS = 6 * 3_600_000
const MINUTE_MS = 60_000
const END = BEGIN + 2 * HALF_MS

/** The beginning of the second half. */
export const SINCE: string = new Date(BEGIN + HALF_MS).toISOString()

/** What a log is made of. */
export interface PlantedLogOptions {
  readonly seed: number
  /** The number of traces. Most have two endings. */
  readonly traces: number
  readonly cause?: PlantedCause
  /** 1 is 900 ms. */
  readonly size?: number
}

const TENANTS = zipfTable(40, 0.9)
const USERS = zipfTable(4000, 0.5)
const ITEMS = zipfTable(3000, 0.9)
const REGIONS = ['eu-west-1', 'us-east-1', 'eu-west-1', 'ap-south-1', 'us-east-1', 'us-west-2']
const PLANS = ['free', 'pro', 'free', 'team', 'pro']
const ACTIONS = [
  ...Array(6).fill('orders:list'),
  ...Array(6).fill('orders:get'),
  ...Array(4).fill('items:get'),
  ...Array(3).fill('cart:update'),
  ...Array(3).fill('orders:create'),
  'login',
] as readonly string[]
const MISSING = 0.08
const BURSTS = 4
const BURST_TRACES = 120
const SLOW_MINUTES = 6

interface World extends PlantedLogOptions {
  readonly random: Random
  readonly deployedAt: number
  /** The minutes in which everything takes longer. */
  readonly slowMinutes: ReadonlySet<number>
}

/** Who sends several requests, one after the other: they have more in common than chance would make. */
interface Session {
  readonly tenant: number
  readonly region: string | undefined
  readonly plan: string | undefined
  readonly userId: string | undefined
  readonly newCheckout: boolean | undefined
  readonly pace: number
  readonly hasDeadLink: boolean
}

/**
 * Makes the log of a shop over 12 hours: sessions of several requests, a daily curve, bursts of single
 * tenants, minutes in which all is slow, fields that are missing, and a cause from the middle on.
 */
export function plantedLog(options: PlantedLogOptions): string[] {
  const world = createWorld(options)
  const lines: { time: number; text: string }[] = []
  let traces = 0
  const send = (session: Session, time: number): void => {
    if (time >= END) return
    traces += 1
    lines.push(...linesOf(world, session, time, traces))
  }
  for (let burst = 0; burst < BURSTS; burst += 1) {
    const begin = BEGIN + world.random.next() * 2 * HALF_MS
    const tenant = world.random.zipf(TENANTS)
    for (let sent = 0; sent < BURST_TRACES; sent += 1) {
      send(createSession(world.random, tenant), begin + world.random.next() * 5 * MINUTE_MS)
    }
  }
  while (traces < options.traces) {
    const session = createSession(world.random)
    let time = busyTime(world.random)
    do {
      send(session, time)
      time += world.random.exponential(20_000)
    } while (world.random.chance(0.75))
  }
  return lines.sort((a, b) => a.time - b.time).map(({ text }) => text)
}

function createWorld(options: PlantedLogOptions): World {
  const random = createRandom(options.seed)
  const isDeploy = options.cause?.isDeploy ?? (options.cause === undefined && random.chance(0.5))
  const slowMinutes = Array.from({ length: SLOW_MINUTES }, () => Math.floor(random.next() * 720))
  const delay = random.next() * 60 * MINUTE_MS
  return {
    ...options,
    random,
    deployedAt: BEGIN + (isDeploy ? HALF_MS + delay : delay),
    slowMinutes: new Set(slowMinutes),
  }
}

/** A time of the day: most requests come in the middle of the 12 hours. */
function busyTime(random: Random): number {
  for (;;) {
    const share = random.next()
    if (random.chance(0.5 + 0.5 * Math.sin(Math.PI * share))) return BEGIN + share * 2 * HALF_MS
  }
}

function createSession(random: Random, tenant: number = random.zipf(TENANTS)): Session {
  const maybe = <T>(value: T): T | undefined => (random.chance(MISSING) ? undefined : value)
  return {
    tenant,
    region: maybe(random.chance(0.7) ? REGIONS[tenant % REGIONS.length] : random.pick(REGIONS)),
    plan: maybe(PLANS[tenant % PLANS.length]),
    userId: random.chance(0.3) ? undefined : `user-${random.zipf(USERS)}`,
    newCheckout: maybe(random.chance(0.3)),
    pace: Math.exp(0.15 * random.normal()),
    hasDeadLink: random.chance(0.04),
  }
}

function linesOf(
  world: World,
  session: Session,
  time: number,
  number: number,
): { time: number; text: string }[] {
  const { random, slowMinutes } = world
  const action = random.pick(ACTIONS)
  const hasItem = action === 'items:get' || action === 'orders:get'
  const sinceDeploy = time - world.deployedAt
  const request: PlantedRequest = {
    time,
    action,
    version: sinceDeploy < 0 ? 'v41' : 'v42',
    tenantId: `tenant-${session.tenant}`,
    region: session.region ?? '',
    plan: session.plan ?? '',
    newCheckout: session.newCheckout === true,
    itemId: hasItem ? `item-${random.zipf(ITEMS)}` : undefined,
    memoryUsed: Math.round(180 + 25 * random.normal()),
    // Each worker of a new version starts cold.
    isCold: random.chance(sinceDeploy > 0 && sinceDeploy < 10 * MINUTE_MS ? 0.15 : 0.02),
  }
  const minute = Math.floor((time - BEGIN) / MINUTE_MS)
  const load = 1 + 0.08 * Math.sin((Math.PI * minute) / 720)
  return requestLines({
    number,
    random,
    request,
    effect: effectOn(request, world),
    known: session,
    pace: session.pace * load * (slowMinutes.has(minute) ? 2 : 1),
    notFound: session.hasDeadLink ? 0.3 : 0.01,
  })
}

function effectOn(request: PlantedRequest, { cause, size = 1, random }: World): Effect {
  const luck = random.next()
  const progress = (request.time - BEGIN - HALF_MS) / HALF_MS
  return (progress >= 0 && cause?.effect(request, size, { progress, luck })) || {}
}
