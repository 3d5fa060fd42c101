/** An error in a query, with its position. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  /** The position in the text, from 0. `undefined` if the whole query is wrong. */
  readonly at: number | undefined

  constructor(message: string, { at, ...options }: ErrorOptions & { at?: number } = {}) {
    super(message, options)
    this.at = at
  }
}

/** Returns an error's message, the line that it is about, and a mark below the position. */
export function explain(error: QueryError, text: string): string {
  if (error.at === undefined) return error.message
  const before = text.slice(0, error.at)
  const line = before.split('\n').length
  const column = error.at - before.lastIndexOf('\n')
  const source = text.split('\n')[line - 1] ?? ''
  const mark = `${source.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`
  return `${error.message} (line ${line}, column ${column})\n  ${source}\n  ${mark}`
}
