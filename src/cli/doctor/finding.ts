/** A problem that keeps the requests of a project from being traced, or its records from being found. */
export interface Finding {
  /** What has the problem: a function, a log group, a file, `records`. */
  readonly about: string
  readonly problem: string
  readonly remedy: string
}
