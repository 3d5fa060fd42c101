import type { CompareReport } from '../../../src/cli/compare/report.ts'
import type { PlantedCause } from './causes.ts'

/** Whether the first answer of a report names a planted cause, and nothing that isn't part of it. */
export function namesCause({ answer }: CompareReport, cause: PlantedCause): boolean {
  if (answer === undefined) return false
  if (cause.step !== undefined) return answer.kind === 'step' && answer.step?.step === cause.step
  if (cause.isDrift) return answer.kind === 'drift'
  const { members = {} } = cause
  const found = answer.finding.members
  const isNamed = cause.needed?.every((name) => found.some(({ field }) => field === name)) ?? false
  return (
    answer.kind === 'values' &&
    isNamed &&
    found.every(({ field, value }) => isValue(members[field], value))
  )
}

function isValue(wanted: string | RegExp | undefined, value: string): boolean {
  return wanted instanceof RegExp ? wanted.test(value) : wanted === value
}
