import { parse } from '../ql/parse.ts'
import { QueryError } from '../ql/query-error.ts'
import { DEFAULT_LIMIT, translate } from '../ql/translate.ts'

/** What the text of a query says of its result. */
export interface ResultShape {
  /** `undefined` if only the rows show the columns. */
  readonly columns: readonly string[] | undefined
  /** The columns that are counted or computed. */
  readonly numeric: ReadonlySet<string>
  /** The limit of rows. CloudWatch doesn't say whether there are more. */
  readonly limit: number
}

/** Reads the shape of a query's result. CloudWatch accepts more of the language than this reads. */
export function resultShapeOf(text: string): ResultShape {
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
