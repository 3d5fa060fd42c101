/** A value that is added to a template. */
export interface Edit {
  /** The names that lead to it: `['Resources', 'Orders', 'Properties', 'Tracing']`. An item of a list has its index. */
  readonly path: readonly string[]
  readonly value: unknown
}

/** What is added to a template, and what the user should know of it. */
export interface Additions {
  readonly edits: readonly Edit[]
  readonly notes: readonly string[]
}
