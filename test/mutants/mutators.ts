import type { babel } from '@stryker-mutator/core'

/** Proposes changes of a piece of code. */
export interface Mutator {
  readonly name: string
  mutate(path: babel.NodePath, context: unknown): Iterable<babel.NodePath['node']>
}

// Stryker has no other way to add a mutator, and none to make only some of the changes.
const internals = new URL('mutators/index.js', import.meta.resolve('@stryker-mutator/instrumenter'))

/** Stryker's own mutators. What is added to this list, Stryker uses too. */
export const { allMutators } = (await import(internals.href)) as { allMutators: Mutator[] }
