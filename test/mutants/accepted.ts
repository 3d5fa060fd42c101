/** A change of a source, with each run of white space as one space. */
export interface Change {
  readonly file: string
  readonly code: string
  readonly replacement: string
}

/** Changes that no test can or should notice, and why. */
export const ACCEPTED: readonly (Change & { readonly reason: string })[] = []
