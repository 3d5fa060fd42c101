import { checkNames, checkOption } from '../core/option/read-option.ts'
import { listRule, textRule } from '../core/option/rules.ts'
import type { InsightsQuery, QueryParameter } from './query.ts'

/** A query of your own. */
export interface OwnQuery
  extends Pick<InsightsQuery, 'id' | 'title' | 'text'>,
    Partial<Pick<InsightsQuery, 'question' | 'reading' | 'parameters'>> {}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
const RULES = {
  id: textRule('words of lower-case letters and digits, joined by -', (id) =>
    /^(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(id),
  ),
  title: textRule('1 to 128 characters without * and "', (title) => /^[^*"]{1,128}$/.test(title)),
  text: textRule('1 to 10,000 characters in the language of Logs Insights', ({ length }) => {
    return length >= 1 && length <= 10_000
  }),
  question: textRule('a text', () => true),
  reading: textRule('a text', () => true),
  parameters: listRule<QueryParameter>('a list of { name, description }', isParameter),
} as const
const REQUIRED = ['id', 'title', 'text']

/**
 * Completes a query of the user.
 * @param name names the query in errors: `queries.add[0]`
 * @throws TypeError that names the member that is unknown, missing or wrong
 */
export function completeOwnQuery(query: unknown, name: string): InsightsQuery {
  checkNames(query, Object.keys(RULES), `${name}.`)
  const members = query as Readonly<Record<string, unknown>>
  const missing = REQUIRED.find((member) => members[member] === undefined)
  if (missing !== undefined)
    throw new TypeError(`hoptrace: option '${name}.${missing}' is required`)
  for (const [member, rule] of Object.entries(RULES)) {
    checkOption<unknown>(`${name}.${member}`, members[member], rule)
  }
  const own = query as OwnQuery
  checkParameters(own, name)
  return { question: own.title, reading: '', parameters: [], ...own, fields: [], columns: [] }
}

function isParameter(value: unknown): boolean {
  const { name, description } = Object(value) as Readonly<Record<string, unknown>>
  const isName = typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)
  return isName && typeof description === 'string' && description.length <= 512
}

function checkParameters({ text, parameters = [] }: OwnQuery, name: string): void {
  const used = new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, word = '']) => word))
  const named = parameters.map((parameter) => parameter.name)
  const unknown = [...used].find((word) => !named.includes(word))
  const unused = named.find((word) => !used.has(word))
  if (unknown !== undefined)
    throw new TypeError(`hoptrace: '${name}.parameters' has no '${unknown}', which its text uses`)
  if (unused !== undefined)
    throw new TypeError(
      `hoptrace: '${name}.parameters' has '${unused}', which its text doesn't use`,
    )
}
