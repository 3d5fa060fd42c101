import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import type { babel } from '@stryker-mutator/core'
import { allMutators } from './mutators.ts'

/** A small change that Stryker can make to a source. */
export interface Mutation {
  /** The mutator's name. */
  readonly kind: string
  /** As good as random, and the same as long as the file's name and the changed code are the same. */
  readonly id: string
}

/** Has Stryker make only the mutations that are accepted. Returns a function that undoes this. */
export function filterMutations(accepts: (mutation: Mutation) => boolean): () => void {
  const originals = allMutators.map((mutator) => ({ mutator, mutate: mutator.mutate }))
  for (const { mutator, mutate } of originals) {
    mutator.mutate = function* (path, context) {
      const kind = mutator.name
      for (const [index, replacement] of [...mutate(path, context)].entries())
        if (accepts({ kind, id: idOf(path, kind, index) })) yield replacement
    }
  }
  return () => {
    for (const { mutator, mutate } of originals) mutator.mutate = mutate
  }
}

function idOf(path: babel.NodePath, kind: string, index: number): string {
  const { file } = path.hub as unknown as { file: { opts: { filename: string } } }
  const key = [relative('', file.opts.filename), path.getSource(), kind, index]
  return createHash('sha256').update(JSON.stringify(key)).digest('hex')
}
