import type { SourceMaps } from '../../source-maps/source-maps.ts'
import type { ActionChange } from '../actions.ts'
import { chooseAnswer } from '../answer.ts'
import { doubtsOf, isGrown, MAX_STEPS } from '../conclude.ts'
import type { Course } from '../course.ts'
import { compareErrors, type ErrorCount } from '../errors.ts'
import { type ActionFigures, NO_FIGURES, type PeriodFigures } from '../figures.ts'
import { CHOSEN, OUTCOMES } from '../outcome.ts'
import { isOddChosen, type Periods, type RequestChoice } from '../periods.ts'
import type { CompareReport } from '../report.ts'
import { compareSteps } from '../steps.ts'
import type { CountContext } from './group-cells.ts'
import { findGroupExamples } from './group-examples.ts'
import { chooseGroupFields } from './group-fields.ts'
import { findInGroups, type GroupFindings } from './group-findings.ts'
import { findGroupCourse } from './group-series.ts'
import { sumGroupSteps } from './group-steps.ts'
import { type GroupSource, Insights } from './insights.ts'
import { type ActionRow, outcomeQl, readActions } from './outcome-ql.ts'
import type { Period } from './period.ts'

/** What is compared. */
export interface GroupComparison {
  readonly source: GroupSource
  readonly compared: Periods
  /** The periods with their queries, the earlier one first. */
  readonly periods: readonly Period[]
  readonly choice: RequestChoice
  readonly maps: SourceMaps
  /** Returns the command that shows a trace. */
  command(traceId: string): string
}

/** A report, and what it took. */
export interface GroupReport {
  readonly report: CompareReport
  readonly queries: number
  readonly bytesScanned: number
}

const UNCLEAR: Course = { shape: 'unclear' }
const MAX_ERRORS = 2000

/** Compares the requests of two periods in log groups, by at most 20 queries that count. */
export async function compareGroups({
  source,
  compared,
  periods,
  choice,
  maps,
  command,
}: GroupComparison): Promise<GroupReport> {
  const insights = new Insights(source)
  const { fields, unique } = await chooseGroupFields(source, insights, periods[0] as Period)
  const figures = await Promise.all(periods.map((period) => readActions(insights, period)))
  const after = figures.at(-1) ?? []
  const before = periods.length === 1 ? undefined : (figures[0] ?? [])
  const outcomes = isOddChosen(choice) ? CHOSEN : OUTCOMES
  const context = {
    ...{ insights, periods, fields, outcomes: outcomeQl(before ?? [], choice) },
    areVersions: compared.versions !== undefined,
  }
  const found = await findInGroups(context, outcomes)
  const services = [...new Set(after.map(({ service }) => service))].filter((one) => one !== '')
  const steps = compareSteps(await sumGroupSteps(insights, periods, services)).filter(isGrown)
  const all = bothOf(before, after, ['', ''])
  const counts = { before: all.before?.requests ?? 0, after: all.after.requests, odd: found.odd }
  const report: CompareReport = {
    after: compared.after,
    before: compared.before,
    requests: { before: counts.before, after: counts.after },
    odd: counts.odd,
    doubts: doubtsOf(counts, compared),
    answer: await answerOf(context, found, steps),
    findings: found.findings,
    all,
    actions: found.actions.map((one) => changeOf(one, before, after)),
    errors: compareErrors(await countErrors(insights, periods), counts, maps),
    steps: steps.slice(0, MAX_STEPS),
    examples:
      found.first === undefined ? [] : await findGroupExamples(context, found.first, command),
    timeline: found.timeline,
    tests: found.tests,
    uniqueFields: unique,
  }
  return { report, queries: insights.queries, bytesScanned: insights.bytesScanned }
}

async function answerOf(
  context: CountContext,
  { first, findings: [finding] }: GroupFindings,
  steps: Parameters<typeof chooseAnswer>[2],
): Promise<CompareReport['answer']> {
  if (first === undefined || finding === undefined) return undefined
  const isSlow = finding.outcome.endsWith('slow')
  return chooseAnswer(finding, await findGroupCourse(context, first, isSlow), steps)
}

function bothOf(
  before: readonly ActionRow[] | undefined,
  after: readonly ActionRow[],
  name: readonly [service: string, action: string],
): PeriodFigures {
  return { before: before && figuresOf(before, ...name), after: figuresOf(after, ...name) }
}

function figuresOf(rows: readonly ActionRow[], service: string, action: string): ActionFigures {
  const found = rows.find((row) => row.service === service && row.action === action)
  if (found === undefined) return NO_FIGURES
  const { service: _, action: __, ...figures } = found
  return figures
}

function changeOf(
  { service, cell, outcomes }: GroupFindings['actions'][number],
  before: readonly ActionRow[] | undefined,
  after: readonly ActionRow[],
): ActionChange {
  const action = cell.members[0]?.value ?? ''
  return {
    service,
    action,
    outcomes,
    ...bothOf(before, after, [service, action]),
    course: UNCLEAR,
  }
}

async function countErrors(insights: Insights, periods: readonly Period[]): Promise<ErrorCount[]> {
  if (periods.length === 1) return []
  const counted = periods.map(async (period) => {
    const rows = await insights.query(
      period,
      `${period.endings} and ispresent(error.code)
| stats count_distinct(traceId) as n, latest(traceId) as example by error.code, error.name, error.stack, version, service
| sort n desc
| limit ${MAX_ERRORS}`,
    )
    return rows.map((row): ErrorCount => {
      const count = Number(row.n)
      return {
        code: row['error.code'] ?? '',
        name: row['error.name'],
        stack: row['error.stack'],
        version: row.version,
        service: row.service,
        before: period.number === 0 ? count : 0,
        after: period.number === 1 ? count : 0,
        example: row.example ?? '',
      }
    })
  })
  // Examples are those of the later period, if there are any.
  return (await Promise.all(counted)).reverse().flat()
}
