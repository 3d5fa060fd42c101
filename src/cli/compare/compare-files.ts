import type { DuckDBConnection } from '@duckdb/node-api'
import { withDuckDb } from '../local/duckdb.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { compareActions } from './actions.ts'
import { chooseAnswer } from './answer.ts'
import { doubtsOf, isGrown, MAX_STEPS, type RequestCounts } from './conclude.ts'
import { courseKey, findCourses } from './course.ts'
import { compareErrors, countErrors } from './errors.ts'
import { conditionOf, findExamples } from './examples.ts'
import { chooseFields, type FieldPath } from './fields.ts'
import { readFigures } from './figures.ts'
import { type Finding, findDifferences } from './findings.ts'
import { loadEndings, readRequests } from './load-requests.ts'
import { loadSteps, sumSteps } from './load-steps.ts'
import { numbersOf } from './numbers-of.ts'
import type { FindPeriods, RequestChoice } from './periods.ts'
import { readSample } from './read-sample.ts'
import type { Answer, CompareReport } from './report.ts'
import type { Requests } from './requests.ts'
import { compareSteps, type StepChange } from './steps.ts'
import { timelineOf } from './timeline.ts'

/** What is compared. */
export interface Comparison {
  readonly periods: FindPeriods
  readonly choice: RequestChoice
  readonly maps: SourceMaps
  /** Returns the command that shows a trace. */
  command(traceId: string): string
}

interface FileComparison extends Comparison {
  readonly files: readonly string[]
}

const MEMORY_LIMIT = '400MB'

/** Compares the requests of two periods in files. */
export function compareFiles(
  comparison: FileComparison,
  signal?: AbortSignal,
): Promise<CompareReport> {
  return withDuckDb(async (connection) => {
    await connection.run(
      `SET memory_limit = '${MEMORY_LIMIT}'; SET TimeZone = 'UTC'; SET preserve_insertion_order = false`,
    )
    return compareIn(connection, comparison)
  }, signal)
}

async function compareIn(
  connection: DuckDBConnection,
  { files, periods, choice, maps, command }: FileComparison,
): Promise<CompareReport> {
  const source = await readSample(connection, files)
  const { fields, unique } = chooseFields(source.endings)
  const compared = await loadEndings(connection, { source, fields, choice, periods })
  const { all: requests, services } = await readRequests(connection, fields, {
    choice,
    areVersions: compared.versions !== undefined,
  })
  // DuckDB loads on threads of its own.
  const loaded = loadSteps(connection, source)
  const { findings, tests } = findDifferences(services)
  await loaded
  const steps = compareSteps(await sumSteps(connection))
  const answer = await answerOf(connection, requests, { findings, steps, fields })
  const counts = await countsOf(connection)
  const figures = await readFigures(connection, compared)
  return {
    ...compared,
    before: compared.before,
    requests: { before: counts.before, after: counts.after },
    odd: counts.odd,
    doubts: doubtsOf(counts, compared),
    answer,
    findings,
    all: figures.all,
    actions: await compareActions(connection, requests, { tests, figures }),
    errors: compareErrors(await countErrors(connection), counts, maps),
    steps: steps.filter(isGrown).slice(0, MAX_STEPS),
    examples: await findExamples(connection, requests, { answer, fields, command }),
    timeline: await timelineOf(connection),
    tests,
    uniqueFields: unique,
  }
}

interface Found {
  readonly findings: readonly Finding[]
  readonly steps: readonly StepChange[]
  readonly fields: readonly FieldPath[]
}

async function answerOf(
  connection: DuckDBConnection,
  { outcomes }: Requests,
  { findings: [first], steps, fields }: Found,
): Promise<Answer | undefined> {
  if (first === undefined) return undefined
  const courses = await findCourses(connection, {
    condition: conditionOf(first, fields),
    kind: outcomes.indexOf(first.outcome),
    isSlow: first.outcome.endsWith('slow'),
  })
  const course = courses.get(courseKey([])) ?? { shape: 'unclear' }
  return chooseAnswer(first, course, steps.filter(isGrown))
}

async function countsOf(connection: DuckDBConnection): Promise<RequestCounts> {
  const [[before = 0, after = 0, odd = 0] = []] = await numbersOf(
    connection,
    'SELECT count(*) FILTER (period = 0), count(*) FILTER (period = 1), count(*) FILTER (period = 1 AND odd > 0) FROM requests',
  )
  return { before, after, odd }
}
