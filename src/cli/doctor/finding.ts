/** Something of a project that keeps its traces from being written, found or kept. */
export interface Finding {
  /** What it is about: a function, a log group, a file. */
  readonly about: string
  readonly problem: string
  readonly remedy: string
}
