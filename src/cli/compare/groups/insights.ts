import type { AwsAccess } from '../../cloudwatch/client.ts'
import { queryLogGroups } from '../../cloudwatch/query-log-groups.ts'
import type { Row } from '../../query-result.ts'
import type { Period } from './period.ts'

/** The log groups that are compared. All are in one region. */
export interface GroupSource extends AwsAccess {
  readonly logGroups: readonly string[]
  readonly signal: AbortSignal
}

/** The most rows of a query. */
export const MAX_ROWS = 10_000

/** Runs the queries of a comparison. */
export class Insights {
  readonly #source: GroupSource
  queries = 0
  bytesScanned = 0

  constructor(source: GroupSource) {
    this.#source = source
  }

  /** Runs a query over a period. */
  async query({ range }: Period, text: string): Promise<readonly Row[]> {
    this.queries += 1
    const { rows, bytesScanned } = await queryLogGroups(text, { ...this.#source, ...range })
    this.bytesScanned += bytesScanned
    return rows
  }
}
