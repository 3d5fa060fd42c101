import { byRegion } from '../../cloudwatch/by-region.ts'
import type { AwsAccess } from '../../cloudwatch/client.ts'
import { queryLogGroups } from '../../cloudwatch/query-log-groups.ts'
import type { Row } from '../../query-result.ts'
import type { Period } from './period.ts'

/** The log groups that are compared. */
export interface GroupSource extends AwsAccess {
  readonly logGroups: readonly string[]
  readonly signal: AbortSignal
}

/** The most queries of a comparison. */
export const MAX_QUERIES = 20
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

  /** Runs a query over the endings, or all records, of a period. */
  async query({ range }: Period, text: string): Promise<readonly Row[]> {
    if (this.queries === MAX_QUERIES) return []
    this.queries += 1
    const results = await Promise.all(
      byRegion(this.#source.logGroups, this.#source.region).map((own) =>
        queryLogGroups(text, { ...this.#source, ...own, ...range }),
      ),
    )
    for (const { bytesScanned } of results) this.bytesScanned += bytesScanned
    return results.flatMap(({ rows }) => rows)
  }
}
