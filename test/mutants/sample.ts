import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { filterMutations, type Mutation } from './mutations.ts'

/**
 * Chooses so many mutations of the sources that match a pattern, of each kind in turns: there are many
 * more conditions than numbers. An edit changes the sample only where it changes the code.
 * @returns the ids
 * @throws Error if there are fewer
 */
export async function sampleMutations(pattern: string, size: number): Promise<ReadonlySet<string>> {
  const kinds = Map.groupBy(await findMutations(pattern), ({ kind }) => kind)
  const queues = [...kinds.values()].map((found) => [...new Set(found.map(({ id }) => id))].sort())
  const turns = Math.max(...queues.map(({ length }) => length))
  const inTurns = Array.from({ length: turns }, (_, turn) =>
    queues.flatMap((ids) => ids[turn] ?? []),
  )
  const sample = new Set(inTurns.flat().slice(0, size))
  if (sample.size < size) throw new Error(`${pattern} has only ${sample.size} mutations`)
  return sample
}

const SILENT = new Proxy({} as ConstructorParameters<typeof Instrumenter>[0], {
  get: () => () => false,
})

async function findMutations(pattern: string): Promise<readonly Mutation[]> {
  const found: Mutation[] = []
  const restore = filterMutations((mutation) => {
    found.push(mutation)
    return false
  })
  const files = globSync(pattern).map((name) => {
    return { name: resolve(name), content: readFileSync(name, 'utf8'), mutate: true }
  })
  const options = { plugins: null, excludedMutations: [], ignorers: [] }
  await new Instrumenter(SILENT).instrument(files, options)
  restore()
  return found
}
