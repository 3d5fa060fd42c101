import type { Redactor } from '../redact/redactor.ts'

/** CloudWatch discovers 200 fields of a line; the record's own leave this many. */
export const MAX_FIELDS = 130

/** What a line may still hold, whether something was cut, and the redactor for its texts. */
export interface Budget {
  /** Characters of text. */
  room: number
  fields: number
  cut: boolean
  /** Whether a member or an item may say that another one is secret. */
  hasShape?: boolean
  readonly redactor: Redactor
}

/** Creates a budget for about `room` characters of text. */
export function budgetOf(room: number, redactor: Redactor): Budget {
  return { room, fields: MAX_FIELDS, cut: false, redactor }
}

/** Takes the room of one more field. Returns `false` if there is none. */
export function takesField(budget: Budget): boolean {
  budget.fields -= 1
  if (budget.fields >= 0 && budget.room > 0) return true
  budget.cut = true
  return false
}
