import type { InsightsQuery } from '../../src/queries/index.ts'
import { consoleBlock, consoleBlocksIn } from './console-blocks.ts'

/** A query's parameters and its answer. */
export interface Example {
  readonly parameters: Readonly<Record<string, string>>
  /** The table that the command line draws. */
  readonly answer: string
}

const HEAD = `# CloudWatch Insights queries

Queries over hoptrace's records, each with its text and an answer from a real run.

\`\`\`sh
npx hoptrace query error-rate --log-group /aws/lambda/shop-prod-orders --since 3h
\`\`\`

- The [command line](docs/command-line.md#hoptrace-query) runs them over log groups and over files.
- In CloudWatch Logs Insights, choose the log groups of the frontend and of the functions, and paste the text. Replace \`{{name}}\` by the value of the parameter. The [Serverless plugin](docs/deploying.md) saves all of them there, without those that [a project leaves out](docs/command-line.md#queries-of-a-project) and with its own.
- \`hoptrace/queries\` exports them as data.

\`npm run docs\` writes this page. The answers are those of the local system after requests that succeed, and one or more requests of each kind that fails. It has no queue, no model that counts tokens, and no timeout: what asks for these finds nothing here.
`

/** Writes the page of the queries, with an example of each. */
export function queriesDocument(
  queries: readonly InsightsQuery[],
  examples: Readonly<Record<string, Example>>,
): string {
  const sections = queries.map((query, index) => {
    return section(query, index + 1, examples[query.id] ?? { parameters: {}, answer: '' })
  })
  return [HEAD, ...sections].join('\n')
}

function section(
  { id, title, question, reading, text }: InsightsQuery,
  number: number,
  { parameters, answer }: Example,
): string {
  const given = Object.entries(parameters).map(([name, value]) => ` --param ${name}=${value}`)
  return `## ${number}. ${title}

${question}

\`\`\`
${text}
\`\`\`

${consoleBlock({ command: `npx hoptrace query ${id}${given.join('')}`, output: answer })}

${reading}
`
}

/** Reads the examples of a page. */
export function examplesIn(document: string): Record<string, Example> {
  return Object.fromEntries(
    consoleBlocksIn(document).map(({ command, output }) => {
      const [, id = ''] = /^npx hoptrace query (\S+)/.exec(command) ?? []
      const given = command.matchAll(/--param (\w+)=(\S+)/g)
      const parameters = Object.fromEntries([...given].map(([, name, value]) => [name, value]))
      return [id, { parameters, answer: output }]
    }),
  )
}
