import { CALLS } from './aws-calls.ts'
import { AWS_BASE, AWS_HOPTRACE, AWS_PEERS, type Contender, HOPTRACE, PEERS } from './contenders.ts'
import type { Life } from './life.ts'
import type { Memory } from './memory.ts'
import { MILESTONES } from './milestones.ts'
import { median } from './quantile.ts'
import { range, table } from './table.ts'

/** In bytes, gzipped. */
const BUNDLE_GOAL = 20 * 1024

/** The processor time of each contender up to each milestone. */
export function lifeTable(lives: readonly Life[]): string {
  const rows = lives.map((life) => [
    life.contender.title,
    (life.size / 1024).toFixed(1),
    ...MILESTONES.map((milestone) => spentUntil(life, milestone).toFixed(1)),
  ])
  const head = MILESTONES.map((milestone) =>
    milestone === 0 ? 'import' : `+ first ${milestone.toLocaleString('en')}`,
  )
  return table(['', 'KB', ...head], rows)
}

/** What the contenders' workers need beside processor time. */
export function memoryTable(memories: readonly Memory[]): string {
  const rows = memories.map(({ contender, workers }) => {
    const heaps = workers.map(({ heap }) => heap)
    const times = workers.map(({ collecting }) => collecting)
    return [contender.title, median(heaps).toFixed(0), median(times).toFixed(1), range(times)]
  })
  return table(['', 'heap, KB', 'garbage collection, ms', 'processes'], rows)
}

/** The calls' processor time above that of an untraced client, by the number of calls. */
export function awsLifeTable(lives: readonly Life[]): string {
  const milestones = [...(lives[0]?.spent.keys() ?? [])]
  const rows = [...AWS_PEERS, AWS_HOPTRACE].map((contender) => [
    contender.title,
    ...milestones.map((milestone) => spentOnCalls(lives, contender, milestone).toFixed(1)),
  ])
  const head = milestones.map((milestone) =>
    milestone === 0 ? 'import' : `+ first ${(milestone * CALLS).toLocaleString('en')}`,
  )
  return table(['', ...head], rows)
}

/** hoptrace's share of what its peers need, with the share that it may have. */
export function goalTable(
  lives: readonly Life[],
  awsLives: readonly Life[],
  bundleBytes: number,
): string {
  const own = lives.find(({ contender }) => contender === HOPTRACE)
  const rows = PEERS.flatMap((peer) => {
    const life = lives.find(({ contender }) => contender === peer)
    return goalsOf(peer).map(([milestone, goal]) => {
      const ratio = spentUntil(own, milestone) / spentUntil(life, milestone)
      const title = `import + first ${milestone.toLocaleString('en')} / ${peer.title}`
      return [title, ratio.toFixed(2), String(goal)]
    })
  })
  const awsRows = AWS_PEERS.flatMap((peer) =>
    goalsOf(peer).map(([milestone, goal]) => {
      const ratio =
        spentOnCalls(awsLives, AWS_HOPTRACE, milestone) / spentOnCalls(awsLives, peer, milestone)
      const title = `traceClient, import + first ${milestone * CALLS} calls / ${peer.title}`
      return [title, ratio.toFixed(2), String(goal)]
    }),
  )
  const bytes = [
    '`hoptrace/middy`, bundled, minified, gzipped, KB',
    kb(bundleBytes),
    kb(BUNDLE_GOAL),
  ]
  return table(['', 'ratio', 'goal at most'], [...rows, ...awsRows, bytes])
}

function goalsOf({ goals = {} }: Contender): readonly (readonly [number, number])[] {
  return Object.entries(goals).map(([milestone, goal]) => [Number(milestone), goal])
}

function spentUntil(life: Life | undefined, milestone: number): number {
  return median(life?.spent.get(milestone) ?? [])
}

function spentOnCalls(lives: readonly Life[], contender: Contender, milestone: number): number {
  const lifeOf = (one: Contender): Life | undefined => lives.find((life) => life.contender === one)
  return spentUntil(lifeOf(contender), milestone) - spentUntil(lifeOf(AWS_BASE), milestone)
}

function kb(bytes: number): string {
  return (bytes / 1024).toFixed(1)
}
