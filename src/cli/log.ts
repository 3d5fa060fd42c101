import type { LogEntry } from '../lines/entry.ts'
import type { TextSearch } from '../lines/scan.ts'
import type { QueryResult } from './query-result.ts'

/** The records that a command reads. */
export interface Log {
  /**
   * Runs a query in Logs Insights QL.
   * @param tables the CSV files that a query over files may look up values in, by name
   */
  query(text: string, tables?: ReadonlyMap<string, string>): Promise<QueryResult>
  /** Returns how much was read, in a few words. */
  describe(): Promise<string>
  /**
   * Calls a function for each event that is searched, in any order. Those of files outside of the time
   * are passed too.
   * @returns whether there may be more
   */
  find(search: LogSearch, onEntry: OnEntry): Promise<{ readonly isCut: boolean }>
  /** Returns where and when `find` looked: a line for each place. */
  describeSearch(): Promise<readonly string[]>
}

/** What events are searched for. */
export interface LogSearch extends TextSearch {
  /** The query for log groups, without the fields. Default: for the texts. */
  readonly ql?: string
}

/** What is called with each event. */
type OnEntry = (entry: LogEntry, isInRange: boolean) => void
