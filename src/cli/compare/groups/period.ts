import type { Periods, RequestChoice } from '../periods.ts'

/** One of the two periods that are compared. */
export interface Period {
  /** 0 is the earlier one, 1 the later one. */
  readonly number: 0 | 1
  readonly range: { readonly since: number; readonly until: number }
  /** The QL of the time. */
  readonly within: string
  /** The QL of what an ending in it is. */
  readonly condition: string
  /** The QL that filters its endings. */
  readonly endings: string
}

/** Returns the periods with the query of their endings, the earlier one first. */
export function periodsOf(
  { after, before, versions }: Periods,
  choice: RequestChoice,
  now: number,
): Period[] {
  const rangeOf = ({ since = 0, until = now }: Partial<Periods['after']>) => ({
    since: since as number,
    until: until as number,
  })
  const later = versions && `version = ${quoted(versions.after)}`
  const earlier =
    versions &&
    (versions.before === undefined
      ? `ispresent(version) and version != ${quoted(versions.after)}`
      : `version = ${quoted(versions.before)}`)
  const one = (number: 0 | 1, range: Period['range'], version: string | undefined): Period => {
    const within = `toMillis(@timestamp) >= ${range.since} and toMillis(@timestamp) <= ${range.until}`
    const condition = conditionOf(choice, version)
    return { number, range, within, condition, endings: `filter ${within} and ${condition}` }
  }
  return [
    ...(before === undefined ? [] : [one(0, rangeOf(before), earlier)]),
    one(1, rangeOf(after), later),
  ]
}

function conditionOf({ action, tenant }: RequestChoice, version: string | undefined): string {
  return [
    'phase = "complete" and ispresent(spanId) and isNumeric(duration)',
    ...(action === undefined ? [] : [`action = ${quoted(action)}`]),
    ...(tenant === undefined ? [] : [`tenantId = ${quoted(tenant)}`]),
    ...(version === undefined ? [] : [version]),
  ].join(' and ')
}

/** Returns a text as a literal of the query language. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
