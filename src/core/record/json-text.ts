import type { Masker } from '../redact/redactor.ts'
import type { Budget } from './budget.ts'

/** Of a name, a code or another word. */
export const WORD_LIMIT = 256
const LIMIT = 8_000
/** What of a longer string is looked at for secrets, beyond what of it is kept. */
const MARGIN = 2_000

/**
 * A string as JSON, without secrets and cut to a limit: as much of it as the budget has room for,
 * or what is given for a field that must not be crowded out.
 */
export function jsonText(
  text: string,
  budget: Budget,
  most?: number,
  masker: Masker = budget.redactor,
): string {
  const limit = most ?? Math.max(0, Math.min(LIMIT, budget.room))
  if (text.length <= limit && masker.isPlain(text)) {
    budget.room -= text.length
    return `"${text}"`
  }
  const safe = cut(text, limit, budget, masker)
  budget.room -= safe.length
  return JSON.stringify(safe)
}

// Half a secret isn't known by its form: where a long text was cut before, its last part is left out.
function cut(text: string, limit: number, budget: Budget, masker: Masker): string {
  const isLong = text.length > limit + MARGIN
  const safe = isLong
    ? masker.text(text.slice(0, limit + MARGIN)).slice(0, -MARGIN)
    : masker.text(text)
  if (safe.length <= limit && !isLong) return safe
  budget.cut = true
  return `${safe.slice(0, limit)}…`
}
