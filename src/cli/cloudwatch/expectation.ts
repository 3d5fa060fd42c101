import { parse } from '../ql/parse.ts'
import { QueryError } from '../ql/query-error.ts'
import { DEFAULT_LIMIT, translate } from '../ql/translate.ts'

/** What the text of a query says of its answer. */
export interface Expectation {
  /** `undefined` where only the rows say it. */
  readonly columns: readonly string[] | undefined
  readonly numeric: ReadonlySet<string>
  /** The most rows that it has; CloudWatch doesn't say that there are more. */
  readonly limit: number
}

/** What is to be expected of a query. CloudWatch can do more than is understood here. */
export function expectationOf(text: string): Expectation {
  try {
    const { columns, limit } = translate(parse(text), { files: [] }, 0)
    const numeric = columns.flatMap(({ name, kind }) => (kind === 'number' ? name : []))
    return { columns: columns.map(({ name }) => name), numeric: new Set(numeric), limit }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return { columns: undefined, numeric: new Set(), limit: limitIn(text) }
  }
}

function limitIn(text: string): number {
  const [, limit] = /\|\s*limit\s+(\d+)/i.exec(text) ?? []
  return limit === undefined ? DEFAULT_LIMIT : Number(limit)
}
