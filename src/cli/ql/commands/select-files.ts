import type { Command, Moment } from '../commands.ts'
import { periodMs } from '../period.ts'
import { QueryError } from '../query-error.ts'
import type { TranslationState } from '../translation-state.ts'

/** Applies `SOURCE`: reads only those of the files whose path or name fits. `*` is any text. */
export function selectFiles(
  state: TranslationState,
  { names, isPrefix, start, end, at }: Extract<Command, { kind: 'source' }>,
): void {
  const { source } = state.log
  const patterns = names.map((name) => (isPrefix ? `${name}*` : name))
  const files = source.files.filter((file) => {
    const name = source.names?.get(file) ?? file
    return patterns.some((pattern) => fits(name, pattern))
  })
  if (files.length === 0 && source.files.length > 0) {
    const quoted = names.map((name) => `'${name}'`).join(', ')
    throw new QueryError(`No file fits ${quoted}: pass it with --file`, { at })
  }
  const { now } = state.shared
  const since = [source.since ?? [], start === undefined ? [] : toMs(start, now)].flat()
  const until = [source.until ?? [], end === undefined ? [] : toMs(end, now)].flat()
  state.log.source = {
    ...source,
    files,
    since: since.length === 0 ? undefined : Math.max(...since),
    until: until.length === 0 ? undefined : Math.min(...until),
  }
}

function toMs(moment: Moment, now: number): number {
  return 'ms' in moment ? moment.ms : now - (periodMs(moment.before) ?? 0)
}

/** A file fits by its path, by its name, or by its name without endings. A log group's `/` may be any character. */
function fits(file: string, pattern: string): boolean {
  const name = file.split(/[\\/]/).at(-1) ?? file
  const [stem = name] = name.split('.')
  return [file, name, stem].some((text) => matches(text, pattern))
}

function matches(text: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
