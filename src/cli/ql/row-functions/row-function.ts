/** A function that is called for each row, since SQL has none like it. A missing argument gives nothing. */
export interface RowFunction {
  /** The types of the arguments. */
  readonly takes: readonly ('text' | 'number')[]
  readonly returns: 'text' | 'number'
  readonly run: (...args: never[]) => string | number | undefined
}

/** A function of a text that returns a text. */
export function toText(run: (text: string) => string | undefined): RowFunction {
  return { takes: ['text'], returns: 'text', run }
}

/** A function of some texts that returns a number. */
export function toNumber(
  run: (...texts: string[]) => number | undefined,
  count: number,
): RowFunction {
  return { takes: Array.from({ length: count }, () => 'text' as const), returns: 'number', run }
}
