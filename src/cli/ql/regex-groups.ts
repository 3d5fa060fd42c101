/** A regular expression in RE2's older spelling, and its groups. */
export interface Groups {
  /** The expression with `(?P<name>…)` instead of `(?<name>…)`, which DuckDB refuses. */
  readonly source: string
  /** The names of the capturing groups in order. `undefined`: the group has no name. */
  readonly names: readonly (string | undefined)[]
}

const PART = /\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]?|\(\?P?<([A-Za-z_]\w*)>|\((?!\?)/gs

/** Reads the groups of a regular expression. Groups behind `\` and within `[…]` are characters. */
export function readGroups(source: string): Groups {
  const names: (string | undefined)[] = []
  const rewritten = source.replace(PART, (part, name?: string) => {
    if (part === '(' || name !== undefined) names.push(name)
    return name === undefined ? part : `(?P<${name}>`
  })
  return { source: rewritten, names }
}
