import { cutText } from '../lib/cut-text.ts'
import type { Masker } from '../redact/redactor.ts'
import type { Budget } from './budget.ts'

const TEXT_LIMIT = 8_000
/** Characters of a longer text that are searched for secrets beyond those that are kept. */
const MARGIN = 2_000

/**
 * Returns a text as JSON, without secrets, and cut to a limit.
 * @param max the limit in characters. Default: the budget's room, at most 8,000
 */
export function jsonText(
  text: string,
  budget: Budget,
  max?: number,
  masker: Masker = budget.redactor,
): string {
  const limit = max ?? Math.max(0, Math.min(TEXT_LIMIT, budget.room))
  if (text.length <= limit && masker.isPlain(text)) {
    budget.room -= text.length
    return `"${text}"`
  }
  const safe = cut(text, limit, budget, masker)
  budget.room -= safe.length
  return JSON.stringify(safe.toWellFormed())
}

// Half a secret is not recognised: of a text that is cut before it is searched, the last part is left out.
function cut(text: string, limit: number, budget: Budget, masker: Masker): string {
  const isLong = text.length > limit + MARGIN
  const safe = isLong
    ? masker.text(text.slice(0, limit + MARGIN)).slice(0, -MARGIN)
    : masker.text(text)
  if (safe.length <= limit && !isLong) return safe
  budget.cut = true
  return `${cutText(safe, limit)}…`
}
