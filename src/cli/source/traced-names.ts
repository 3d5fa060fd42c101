import type { ExportSite } from './exports.ts'
import { identifiersOf } from './identifiers.ts'
import type { Module } from './module.ts'

/** Returns the text before what a wrapper is called with: `withTracing(`. */
export type Opening = (name: string) => string

/** Returns the name that a wrapped value has within its module: always the same for a value. */
export type TracedName = (name: string) => string

/** How exports are wrapped. */
export interface Wrapping {
  readonly opening: Opening
  readonly traced: TracedName
}

/** An export of one kind. */
export type Site<Kind> = Extract<ExportSite, { kind: Kind }>

/** Returns functions that give names which nothing else in a module has. */
export function freeNames({ program }: Module): () => TracedName {
  const taken = new Set(identifiersOf(program).keys())
  return () => {
    const given = new Map<string, string>()
    return (name) => {
      const traced = given.get(name) ?? free(`traced${capitalized(name)}`, taken)
      taken.add(traced)
      given.set(name, traced)
      return traced
    }
  }
}

function free(name: string, taken: ReadonlySet<string>): string {
  let number = 2
  let candidate = name
  while (taken.has(candidate)) candidate = `${name}${number++}`
  return candidate
}

/** Returns the declaration of a wrapped value, without its end. */
export function constant(traced: string, opening: string, value: string): string {
  return `const ${traced} = ${opening}${value})`
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
