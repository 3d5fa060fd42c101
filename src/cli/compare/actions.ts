import type { DuckDBConnection } from '@duckdb/node-api'
import { quote } from '../ql/sql.ts'
import type { Cell, Member } from './cell.ts'
import { countPairs } from './count-cells.ts'
import { type Course, courseKey, findCourses } from './course.ts'
import { dispersionOf } from './dispersion.ts'
import type { Figures, PeriodFigures } from './figures.ts'
import type { Outcome } from './outcome.ts'
import type { Requests } from './requests.ts'
import { scoreCell } from './score.ts'
import { chanceOf } from './statistics.ts'

/** An action that changed. */
export interface ActionChange extends PeriodFigures {
  readonly service: string
  readonly action: string
  /** What became more frequent. */
  readonly outcomes: readonly Outcome[]
  readonly course: Course
}

const MAX_CHANCE = 0.01
const MAX_ACTIONS = 20

/**
 * Finds the actions that became slower, or fail more often.
 * @param tests how many combinations are looked at in all
 */
export async function compareActions(
  connection: DuckDBConnection,
  requests: Requests,
  { tests, figures }: { readonly tests: number; readonly figures: Figures },
): Promise<ActionChange[]> {
  const service = requests.fields.find(({ name }) => name === 'service')
  const action = requests.fields.find(({ name }) => name === 'action')
  if (service === undefined || action === undefined) return []
  const cells = countPairs(requests, [service, action]).filter(({ after }) => after.requests > 0)
  const changed = cells
    .map((cell): ChangedAction => {
      const [{ value: service }, { value: action }] = cell.members as [Member, Member]
      return { service, action, cell, kinds: changedKinds(requests, cell, tests) }
    })
    .filter(({ kinds }) => kinds.length > 0)
    .slice(0, MAX_ACTIONS)
  if (changed.length === 0) return []
  const courses = await coursesOf(connection, requests, changed)
  return changed
    .map(({ service, action, kinds }): ActionChange => {
      const key = courseKey([service, action])
      return {
        service,
        action,
        outcomes: kinds.flatMap((kind) => requests.outcomes[kind] ?? []),
        ...figures.of(service, action),
        course: courses.get(key) ?? { shape: 'unclear' },
      }
    })
    .sort((a, b) => b.after.requests - a.after.requests)
}

interface ChangedAction {
  readonly service: string
  readonly action: string
  readonly cell: Cell
  readonly kinds: readonly number[]
}

function changedKinds(requests: Requests, cell: Cell, tests: number): number[] {
  return requests.outcomes.flatMap((_, kind) => {
    const score = scoreCell(cell, kind)
    // The dispersion is at least 1.
    if (score === undefined || chanceOf(score.g) * tests >= MAX_CHANCE) return []
    const chance = chanceOf(score.g / dispersionOf(requests, cell, kind))
    return chance * tests < MAX_CHANCE ? [kind] : []
  })
}

/** Finds the courses of actions: of their first outcome that is a duration, else of their first. */
async function coursesOf(
  connection: DuckDBConnection,
  { outcomes }: Requests,
  changed: readonly ChangedAction[],
): Promise<Map<string, Course>> {
  const isSlow = (kind: number): boolean => outcomes[kind]?.endsWith('slow') ?? false
  const byKind = Map.groupBy(changed, ({ kinds }) => kinds.find(isSlow) ?? kinds[0] ?? 0)
  const courses: [string, Course][] = []
  for (const [kind, some] of byKind) {
    const names = some.map(({ service, action }) => `(${quote(service)}, ${quote(action)})`)
    const condition = `("service", "action") IN (${names})`
    const keys = ['"service"', '"action"']
    const found = await findCourses(connection, { condition, kind, isSlow: isSlow(kind), keys })
    courses.push(...found)
  }
  return new Map(courses)
}
