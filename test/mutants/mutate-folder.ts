import { Stryker } from '@stryker-mutator/core'
import { filterMutations } from './mutations.ts'
import { allMutators } from './mutators.ts'
import { numberMutator } from './number-mutator.ts'
import type { Mutant } from './report.ts'
import { sampleMutations } from './sample.ts'

allMutators.push(numberMutator)

/**
 * Makes at least so many mutations of a folder of `src`, each with the tests of the same folder of `test`.
 * Equal mutations of a file count as one.
 */
export async function mutateFolder(folder: string, size: number): Promise<readonly Mutant[]> {
  const pattern = `src/${folder}/**/*.ts`
  const sample = await sampleMutations(pattern, size)
  const restore = filterMutations(({ id }) => sample.has(id))
  const stryker = new Stryker({
    mutate: [pattern],
    testRunner: 'vitest',
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    vitest: {
      dir: `test/${folder}`,
      configFile: 'test/mutants/vitest.config.ts',
      related: false,
      pool: 'forks',
    },
    concurrency: 1,
    // Endless loops are found by counting their rounds. A slow machine must not count as one.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 15,
    disableTypeChecks: false,
    tsconfigFile: 'none', // Stryker would read it with an API that TypeScript 7 doesn't have
    buildCommand: 'tsc -p tsconfig.build.json --noCheck --declaration false', // some tests run `dist`
    tempDirName: 'build/mutants',
    reporters: ['progress-append-only'],
  })
  const mutants = await stryker.runMutationTest()
  restore()
  if (mutants.length < size) throw new Error(`${folder}: ${mutants.length} of ${size} were made`)
  return mutants
}
