import { describeRange } from '../describe-range.ts'
import { plural } from '../plural.ts'
import { escapeControls, type Paint } from '../terminal.ts'
import type { ActionChange } from './actions.ts'
import { describeAnswer, describeCourse, describeFinding, percent } from './describe-finding.ts'
import type { ErrorChange } from './errors.ts'
import type { ActionFigures } from './figures.ts'
import { type CompareReport, type Example, hasDifference } from './report.ts'
import type { StepChange } from './steps.ts'

/** Draws what differs between two periods, first what matters. */
export function drawComparison(report: CompareReport, paint: Paint): string {
  const [periods, ...sections] = sectionsOf(report)
  return [
    ...(periods?.lines ?? []).map(escapeControls),
    '',
    paint('bold', escapeControls(verdictOf(report))),
    ...report.doubts.map((doubt) => paint('yellow', doubt)),
    ...sections
      .filter(({ lines }) => lines.length > 0)
      .flatMap(({ title, lines }) => {
        return ['', paint('bold', title), ...lines.map((line) => `  ${escapeControls(line)}`)]
      }),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** Says what matters most. */
export function verdictOf(report: CompareReport): string {
  return report.answer === undefined ? describeNothing(report) : describeAnswer(report.answer)
}

/** A part of the answer, in lines. */
export interface Section {
  readonly title: string
  readonly lines: readonly string[]
}

/** Returns what is compared, and the rest of the answer. */
export function sectionsOf(report: CompareReport): Section[] {
  const { answer, findings, actions, errors, steps, examples } = report
  return [
    { title: 'Compared', lines: describePeriods(report) },
    { title: 'Also', lines: findings.slice(answer === undefined ? 0 : 1).map(describeFinding) },
    { title: 'Actions that changed', lines: actions.flatMap(describeAction) },
    { title: 'Errors', lines: errors.flatMap(describeError) },
    {
      title: 'Steps that take longer, in requests sampled by rate',
      lines: steps.map(describeStep),
    },
    { title: 'Examples', lines: examples.map(describeExample) },
  ]
}

function describePeriods({ after, before, requests, all }: CompareReport): string[] {
  const now = `${plural(requests.after, 'request')} ${describeRange(after)}`.trimEnd()
  const lines = [`${now}: ${describeFigures(all.after)}`]
  if (before === undefined || all.before === undefined) return lines
  const then = `${plural(requests.before, 'request')} ${describeRange(before)}`.trimEnd()
  return [...lines, `compared with ${then}: ${describeFigures(all.before)}`]
}

function describeNothing(report: CompareReport): string {
  if (hasDifference(report)) return 'No value sets odd requests apart'
  return `No difference: ${plural(report.tests, 'combination')} of values looked at`
}

function describeFigures({
  requests,
  p50,
  p95,
  p99,
  serverErrors,
  clientErrors,
}: ActionFigures): string {
  if (requests === 0) return 'no requests'
  return `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, 5xx ${percent(serverErrors)}, 4xx ${percent(clientErrors)}`
}

function describeAction({
  service,
  action,
  outcomes,
  before,
  after,
  course,
}: ActionChange): string[] {
  return [
    `${action} in ${service}: more ${outcomes.map((one) => (one === 'chosen' ? 'odd requests' : one)).join(', ')}${describeCourse(course)}`,
    ...(before === undefined ? [] : [`  before  ${describeFigures(before)}`]),
    `  after   ${describeFigures(after)}`,
  ]
}

function describeError({
  change,
  code,
  name,
  frame,
  before,
  after,
  example,
}: ErrorChange): string[] {
  const what = name === undefined || name === code ? code : `${code} (${name})`
  const where = frame === undefined ? [] : [`  ${frame}`]
  const counts = `${plural(before, 'request')} before, ${after} after`
  return [`${change}: ${what}, ${counts}, such as ${example}`, ...where]
}

function describeStep({ step, service, before, after, share, attempts }: StepChange): string {
  const what = step === undefined ? `time without a step in ${service}` : `${step} in ${service}`
  const isRetried = attempts.after > attempts.before * 1.1
  const retries = isRetried
    ? `, ${attempts.before.toFixed(1)} → ${attempts.after.toFixed(1)} attempts`
    : ''
  return `${what}: ${ms(before)} → ${ms(after)} a request, ${percent(share)} of the growth${retries}`
}

function describeExample({ command, action, duration, status }: Example): string {
  const answered = status === undefined ? '' : `, ${status}`
  return `${command}  (${action}, ${ms(duration)}${answered})`
}

/** Returns milliseconds as text. */
export function ms(value: number): string {
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`
}
