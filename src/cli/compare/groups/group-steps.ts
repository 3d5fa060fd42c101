import type { Row } from '../../query-result.ts'
import type { StepRow, StepSums } from '../steps.ts'
import { type Insights, MAX_ROWS } from './insights.ts'
import { type Period, quoted } from './period.ts'

/** A step by its name; without one it is the time of a service that no step covers. */
interface StepName {
  readonly service: string
  readonly step: string | undefined
}

const MAX_STEPS = 20
const NO_SUMS: StepSums = { traces: 0, ms: 0, squares: 0, calls: 0, attempts: 0 }

/**
 * Sums the self times of the steps of requests that were sampled by rate: one query for the names, and
 * one for each period.
 */
export async function sumGroupSteps(
  insights: Insights,
  periods: readonly Period[],
  services: readonly string[],
): Promise<StepRow[]> {
  const later = periods.at(-1)
  if (later === undefined || periods.length === 1) return []
  const names = [...(await readNames(insights, later)), ...services.map(withoutStep)]
  if (names.length === 0) return []
  const rows = await Promise.all(
    periods.map((period) => insights.query(period, stepsQl(period, names))),
  )
  const [before = [], after = []] = rows
  const roots = [...new Set(rows.flat().map(({ root = '' }) => root))]
  return roots.flatMap((root) => {
    const earlierRow = before.find((row) => row.root === root)
    const laterRow = after.find((row) => row.root === root)
    return names.map((name, index) => ({
      root,
      ...name,
      before: sumsIn(earlierRow, index),
      after: sumsIn(laterRow, index),
    }))
  })
}

function withoutStep(service: string): StepName {
  return { service, step: undefined }
}

async function readNames(insights: Insights, later: Period): Promise<StepName[]> {
  const rows = await insights.query(
    later,
    `filter phase in ["hop", "call"]
| stats count(*) as n by coalesce(service, "") as ownService, if(phase = "hop", hopName, action) as step
| sort n desc
| limit ${MAX_STEPS}`,
  )
  return rows.map(({ ownService = '', step = '' }) => ({ service: ownService, step }))
}

/**
 * A span's own time is its duration without those of the spans in it: each record counts for its own id,
 * and against that of its parent. Then they are summed by trace, and by what the traces do.
 */
function stepsQl({ within, condition }: Period, names: readonly StepName[]): string {
  const of = (column: string, name: string) => {
    return names.map(({ service, step = '' }, index) => {
      return `sum(if(what = ${quoted(`${service} ${step}`)}, ${column}, 0)) as ${name}${index}`
    })
  }
  const sums = names.flatMap((_, index) => [
    `sum(t${index}) as ms${index}`,
    `sum(t${index} * t${index}) as squares${index}`,
    `sum(c${index}) as calls${index}`,
    `sum(a${index}) as attempts${index}`,
  ])
  return `filter ${within} and phase in ["hop", "call", "complete"] and ispresent(spanId) and isNumeric(duration)
| fields if(phase = "hop", hopName, if(phase = "call", action, "")) as step, if(phase = "complete", 0, 1) as isStep, if(ispresent(metadata.keptBy), 1, 0) as isKept, if(${condition}, 1, 0) as isMeant
| fields split(concat("o", spanId, ",i", coalesce(parentId, "")), ",") as roles
| unnest roles into role
| fields substr(role, 1) as span, startsWith(role, "o") as own
| stats sum(if(own = 1, duration, 0)) as ownMs, sum(if(own = 1, 0, duration)) as insideMs, sum(own * coalesce(metadata.attempts, 1)) as tries, sum(own) as calls, sum(own * isKept) as kept, sum(own * isMeant) as meant, sum(own * isStep) as steps, sortsLast(if(own = 1, concat(coalesce(service, ""), " ", step), "")) as what, sortsLast(if(own = 1 and phase = "complete", concat(coalesce(service, ""), " ", coalesce(action, "")), "")) as rootName by traceId, span
| fields if(ownMs > insideMs, ownMs - insideMs, 0) as self
| stats ${[...of('self', 't'), ...of('calls', 'c'), ...of('tries', 'a')].join(', ')}, sum(kept) as keptCount, sum(meant) as meantCount, sum(steps) as stepCount, sortsLast(rootName) as root by traceId
| filter keptCount = 0 and meantCount > 0 and stepCount > 0
| stats count(*) as traces, ${sums.join(', ')} by root
| limit ${MAX_ROWS}`
}

function sumsIn(row: Row | undefined, index: number): StepSums {
  if (row === undefined) return NO_SUMS
  const numberIn = (name: string): number => Number(row[name] ?? 0)
  return {
    traces: numberIn('traces'),
    ms: numberIn(`ms${index}`),
    squares: numberIn(`squares${index}`),
    calls: numberIn(`calls${index}`),
    attempts: numberIn(`attempts${index}`),
  }
}
