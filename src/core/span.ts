/** A request, hop or call in the making. */
export interface Span {
  readonly id: string
  readonly parentId?: string | undefined
  /** Of `ticks()`. */
  readonly startedAt: number
}
