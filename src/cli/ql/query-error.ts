/** What is wrong with a query, and where in its text. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  /** Where in the text, from 0; `undefined` when it is about the query as a whole. */
  readonly at: number | undefined

  constructor(message: string, { at, ...options }: ErrorOptions & { at?: number } = {}) {
    super(message, options)
    this.at = at
  }
}

/** The error's message under the line it is about, with a mark below the place. */
export function explain(error: QueryError, text: string): string {
  if (error.at === undefined) return error.message
  const before = text.slice(0, error.at)
  const line = before.split('\n').length
  const column = error.at - before.lastIndexOf('\n')
  const source = text.split('\n')[line - 1] ?? ''
  const mark = `${source.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`
  return `${error.message} (line ${line}, column ${column})\n  ${source}\n  ${mark}`
}
