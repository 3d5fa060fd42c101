import type { Redactor } from '../redact/redactor.ts'

/** Of the 200 that CloudWatch finds by themselves, what the record's own leave. */
const FIELDS = 130

/** What a line may still hold, whether something was cut to fit, and who keeps secrets out of it. */
export interface Budget {
  /** Characters of text. */
  room: number
  fields: number
  cut: boolean
  readonly redactor: Redactor
}

/** A budget for about `room` characters of text. */
export function budgetOf(room: number, redactor: Redactor): Budget {
  return { room, fields: FIELDS, cut: false, redactor }
}

/** Takes the room of one more field, if there is some. */
export function takesField(budget: Budget): boolean {
  budget.fields -= 1
  if (budget.fields >= 0 && budget.room > 0) return true
  budget.cut = true
  return false
}
