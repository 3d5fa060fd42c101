import { withCloudWatch } from '../../cloudwatch/client.ts'
import { isCompared, MANY_NUMBERS, UNIQUE_SHARE } from '../fields.ts'
import type { GroupSource, Insights } from './insights.ts'
import type { Period } from './period.ts'

/** A field that is compared. */
export interface GroupField {
  readonly name: string
  /** Whether it is compared by size. */
  readonly isNumber: boolean
  /** The QL of its value as a text. A missing one is empty. */
  readonly ql: string
}

/** The fields that are compared, and those that aren't. */
export interface GroupFields {
  readonly fields: readonly GroupField[]
  readonly unique: readonly string[]
}

const MAX_FIELDS = 20

/** Chooses the fields that are compared. CloudWatch lists a group's fields; a query counts their values. */
export async function chooseGroupFields(
  source: GroupSource,
  insights: Insights,
  period: Period,
): Promise<GroupFields> {
  const found = (await discoveredFields(source, period)).filter(isChoosable)
  const names = [...new Set(['service', 'action', ...found])].slice(0, MAX_FIELDS)
  const columns = names.flatMap((name, index) => {
    const field = fieldQl(name)
    return [
      `count(${field}) as c${index}`,
      `count_distinct(${field}) as d${index}`,
      `sum(if(isNumeric(${field}), 1, 0)) as n${index}`,
      ...[50, 95, 99].map((part) => `pct(${field}, ${part}) as p${part}x${index}`),
    ]
  })
  const [row = {}] = await insights.query(
    period,
    `${period.endings}\n| stats ${columns.join(', ')}`,
  )
  const facts = names.map((name, index) => {
    const numberIn = (column: string): number => Number(row[`${column}${index}`] ?? 0)
    const [count, distinct] = [numberIn('c'), numberIn('d')]
    const isNumber = numberIn('n') === count && distinct > MANY_NUMBERS
    const borders = ['p50x', 'p95x', 'p99x'].map(numberIn)
    const isUnique = count > MANY_NUMBERS && !isNumber && distinct > count * UNIQUE_SHARE
    return { name, count, isNumber, isUnique, ql: isNumber ? binned(name, borders) : textQl(name) }
  })
  return {
    fields: facts.filter(({ count, isUnique }) => count > 1 && !isUnique),
    unique: facts.filter(({ isUnique }) => isUnique).map(({ name }) => name),
  }
}

/** Returns a field as the query language names it. */
function fieldQl(name: string): string {
  return /^[A-Za-z][\w.]*$/.test(name) ? name : `\`${name}\``
}

function textQl(name: string): string {
  return `concat(coalesce(${fieldQl(name)}, ""), "")`
}

/** Returns the QL of a number's place among those of before. */
function binned(name: string, borders: readonly number[]): string {
  const [low = 0, high = 0, top = 0] = borders.map((one) => Math.round(one * 1000) / 1000)
  const field = fieldQl(name)
  return `case(${field} > ${top}, "over ${top}", ${field} > ${high}, "${high} to ${top}", ${field} > ${low}, "${low} to ${high}", ispresent(${field}), "up to ${low}", "")`
}

function isChoosable(name: string): boolean {
  // Items of lists have numbers as names.
  return isCompared(name) && !/^@|(?:^|\.)\d+(?:\.|$)|[`\n]/.test(name)
}

/** Returns the names of fields, the most frequent first. */
function discoveredFields(source: GroupSource, { range }: Period): Promise<string[]> {
  return withCloudWatch(source, async (client, sdk) => {
    const percents = new Map<string, number>()
    for (const name of source.logGroups) {
      const group = name.startsWith('arn:') ? { logGroupIdentifier: name } : { logGroupName: name }
      const command = new sdk.GetLogGroupFieldsCommand({
        ...group,
        time: Math.floor(range.until / 1000),
      })
      const { logGroupFields = [] } = await client.send(command, { abortSignal: source.signal })
      for (const { name: field = '', percent = 0 } of logGroupFields) {
        percents.set(field, (percents.get(field) ?? 0) + percent)
      }
    }
    return [...percents].sort(([, a], [, b]) => b - a).map(([field]) => field)
  })
}
