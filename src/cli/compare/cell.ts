/** A value of a field that a cell of requests has in common. */
export interface Member {
  readonly field: string
  readonly value: string
}

/** How many requests of a cell there are, and for each outcome how many are odd. */
export interface Counts {
  readonly requests: number
  readonly odd: Float64Array
  /** How many odd requests the same mix of actions and cold starts had before. */
  readonly expected: Float64Array
}

/** The requests that have some values in common: none (everything), one or two. */
export interface Cell {
  readonly members: readonly Member[]
  /** The codes of the values in their fields. */
  readonly codes: readonly number[]
  readonly before: Counts
  readonly after: Counts
}
