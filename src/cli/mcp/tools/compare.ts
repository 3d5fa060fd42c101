import { compareCommand } from '../../commands/compare.ts'
import { describeAnswer } from '../../compare/describe-finding.ts'
import type { CompareReport } from '../../compare/report.ts'
import { describeRange } from '../../describe-range.ts'
import type { CompareOutput } from '../../json-output.ts'
import { answerOf } from '../answer.ts'
import type { Part } from '../fit-parts.ts'
import { runCommand } from '../run-command.ts'
import { callLog } from '../scope.ts'
import { TIME_ARGUMENTS, type Tool, textOf } from '../tool.ts'
import { wordsOf } from '../words.ts'

const TEXTS = ['since', 'until', 'with', 'version', 'slow', 'status', 'action', 'tenant'] as const

/** Finds what differs between two periods. */
export const compare: Tool = {
  name: 'compare',
  title: 'Find what changed',
  description:
    'Finds why requests are slower or fail since a time or a version, without an id: the values that odd requests have in common (version, tenant, flag, …), actions that changed and when, new errors, steps that take longer, and example trace ids for the tool trace. Without with, requests since a time are compared with those before it.',
  arguments: {
    since: {
      ...TIME_ARGUMENTS.since,
      description: `${TIME_ARGUMENTS.since.description} For “slow since noon”: 12:00.`,
    },
    until: TIME_ARGUMENTS.until,
    with: {
      type: 'string',
      description:
        'What it is compared with: 1d is the same time a day ago; after version, the other version.',
    },
    version: {
      type: 'string',
      description: 'Compares the requests of this version with the others.',
    },
    slow: { type: 'string', description: 'Requests that take longer are odd: 500ms, 2s.' },
    errors: { type: 'boolean', description: 'Requests that fail by a fault are odd.' },
    status: { type: 'string', description: 'Requests with this status are odd: 404.' },
    action: { type: 'string', description: 'Only requests of this action.' },
    tenant: { type: 'string', description: 'Only requests of this tenant.' },
  },
  async run(given, scope, io) {
    // The command reads the times itself.
    const { flags, notes } = callLog(scope, {})
    const own = Object.fromEntries(TEXTS.map((name) => [name, textOf(given, name)]))
    // The command asks before it scans much of log groups: the server's limit holds instead.
    const yes = flags['log-group'] !== undefined
    const words = wordsOf({ ...flags, ...own, errors: given.errors, yes, json: true })
    const { out, remarks } = await runCommand(compareCommand, words, io)
    if (out === '') return answerOf([{ name: 'remarks', value: remarks }], notes)
    const { version: _, ...report }: CompareOutput = JSON.parse(out)
    const answer = answerOf(partsOf(report), notes)
    const others = Object.keys(report).filter((name) => !SHOWN.has(name))
    const leftOut = [...answer.data.leftOut, ...others.map((name) => `${name}: all`)]
    return { ...answer, data: { ...answer.data, leftOut } }
  },
}

/** The members of a report that an answer has. */
const SHOWN: ReadonlySet<string> = new Set<keyof CompareReport>([
  'answer',
  'findings',
  'actions',
  'errors',
  'steps',
  'examples',
  'doubts',
  'requests',
  'odd',
  'all',
  'after',
  'before',
  'tests',
  'uniqueFields',
])

function partsOf(report: CompareReport): Part[] {
  const { answer, findings, actions, errors, steps, examples, doubts, requests, odd, all } = report
  const { after, before, tests, uniqueFields } = report
  return [
    {
      name: 'answer',
      value: answer === undefined ? 'No value sets odd requests apart' : describeAnswer(answer),
    },
    { name: 'doubts', value: doubts },
    { name: 'after', value: describeRange(after) || undefined },
    { name: 'before', value: before && describeRange(before) },
    { name: 'counts', value: { requests, odd, combinationsTested: tests } },
    { name: 'findings', value: findings, share: 1600 },
    { name: 'examples', value: examples.map(({ command: _, ...example }) => example), share: 700 },
    { name: 'steps', value: steps, share: 900 },
    { name: 'errors', value: errors, share: 1100 },
    { name: 'actions', value: actions, share: 1400 },
    { name: 'allRequests', value: all },
    { name: 'fieldsNotCompared', value: uniqueFields, share: 200 },
  ]
}
