import type { Course } from './course.ts'
import type { Finding } from './findings.ts'
import type { Answer } from './report.ts'
import type { StepChange } from './steps.ts'

/** Fields that say what a request does: a step of it may be the reason. */
const WHAT_IT_DOES = new Set([
  'service',
  'layer',
  'action',
  'functionName',
  'metadata.path',
  'metadata.method',
])
const HALF = 0.5

/**
 * Chooses what to say first. If all requests, or all of an action, are slower, the reason is the step that
 * explains more than half of it.
 */
export function chooseAnswer(
  finding: Finding,
  course: Course,
  steps: readonly StepChange[],
): Answer {
  const isSlow = finding.outcome.endsWith('slow') || finding.outcome === 'chosen'
  const explaining = isSlow ? steps.find(({ share }) => share > HALF) : undefined
  const step = explaining === undefined ? {} : { step: explaining }
  if (!finding.members.every(({ field }) => WHAT_IT_DOES.has(field))) {
    return { kind: 'values', finding, course, ...step }
  }
  if (explaining?.step !== undefined) return { kind: 'step', finding, course, ...step }
  if (course.shape === 'drift') return { kind: 'drift', finding, course, ...step }
  return { kind: finding.members.length === 0 ? 'everything' : 'values', finding, course, ...step }
}
