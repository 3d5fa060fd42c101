import type { Finding } from '../doctor/finding.ts'
import type { Edit } from '../source/edit.ts'

/** What is to be done to a file: edits of its text, or the text of a new file. */
export type Change =
  | { readonly file: string; readonly edits: readonly Edit[] }
  | { readonly file: string; readonly content: string }

/** Something in the sources of a project that isn't traced. */
export interface Gap extends Finding {
  /** Closes the gap. Missing if a person must decide. */
  readonly change?: Change
}
