import type { ExportSite } from './exports.ts'

/** Returns the text before what a wrapper is called with: `withTracing(`. */
export type Opening = (name: string) => string

/** An export of one kind. */
export type Site<Kind> = Extract<ExportSite, { kind: Kind }>

/** Returns the declaration of a wrapped value, without its end. */
export function constant(name: string, opening: string, value: string): string {
  return `const ${tracedName(name)} = ${opening}${value})`
}

/** Returns the name that a wrapped value has within its module. */
export function tracedName(name: string): string {
  return `traced${capitalized(name)}`
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
