import { ADDRESS_FUNCTIONS } from './addresses.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { LINE_FUNCTIONS } from './lines.ts'
import { DATE_FUNCTIONS } from './parse-date.ts'
import type { RowFunction } from './row-function.ts'
import { TEXT_FUNCTIONS } from './texts.ts'

export type { RowFunction } from './row-function.ts'

/** The functions that a translated query may call, by name. */
export const ROW_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  ...TEXT_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...LINE_FUNCTIONS,
  ...ADDRESS_FUNCTIONS,
  ...DATE_FUNCTIONS,
}
