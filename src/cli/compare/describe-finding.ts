import { describeTime } from '../describe-range.ts'
import { shortVersion } from '../short-version.ts'
import type { Course } from './course.ts'
import type { Finding } from './findings.ts'
import type { Outcome } from './outcome.ts'
import type { Answer } from './report.ts'

/** Says in a sentence what is most likely behind a change. */
export function describeAnswer({ kind, finding, step, course }: Answer): string {
  const since = describeCourse(course)
  if (kind === 'step' && step !== undefined) {
    const growth = Math.round(step.after - step.before)
    return `Requests${inMembers(finding)} are ${nameOutcome(finding.outcome)} because of ${step.step} in ${step.service}: ${growth} ms more a request${since}`
  }
  if (kind === 'drift')
    return `Requests become slower gradually${inMembers(finding)}: ${count(finding)}`
  return `${describeFinding(finding)}${since}`
}

/** Says what odd requests have in common. */
export function describeFinding(finding: Finding): string {
  const { outcome, members, shareOfOdd, shareOfRest } = finding
  if (members.length === 0)
    return `All requests${inService(finding)} are affected: ${count(finding)} ${nameOutcome(outcome)}`
  return `${nameMembers(finding)}${inService(finding)}: ${count(finding)} ${nameOutcome(outcome)}; ${percent(shareOfOdd)} of these, ${percent(shareOfRest)} of the rest`
}

/** Names an outcome. Which requests are odd was said by the flags. */
function nameOutcome(outcome: Outcome): string {
  return outcome === 'chosen' ? 'odd' : outcome
}

/** Says in which minute it changed, or between which minutes if that can't be told. */
export function describeCourse({ shape, time, earliest = time, latest = time }: Course): string {
  if (shape === 'drift') return ', gradually'
  if (shape === 'unclear' || time === undefined) return ''
  const [day, ...ends] = [time, earliest ?? time, latest ?? time].map((one) => {
    return describeTime(one).slice(0, 16)
  }) as [string, string, string]
  const [from, to] = ends.map((one) =>
    one.slice(0, 10) === day.slice(0, 10) ? one.slice(11) : one,
  )
  return `, since ${day}Z${from === to ? '' : ` (between ${from}Z and ${to}Z)`}`
}

function inMembers(finding: Finding): string {
  const members = finding.members.length === 0 ? '' : ` with ${nameMembers(finding)}`
  return `${members}${inService(finding)}`
}

/** Names the service of a finding, if its records do. */
export function inService({ service }: Finding): string {
  return service === '' ? '' : ` in ${service}`
}

/** Names the values that requests have in common. */
export function nameMembers({ members }: Finding): string {
  return members
    .map(({ field, value }) => `${field} ${field === 'version' ? shortVersion(value) : value}`)
    .join(' and ')
}

function count({ odd, requests, expected }: Finding): string {
  return `${odd} of ${requests}, expected ${expected < 10 ? expected.toFixed(1) : Math.round(expected)},`
}

/** Returns a share as text. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
