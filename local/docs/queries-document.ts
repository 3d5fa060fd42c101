import type { InsightsQuery } from '../../src/queries/index.ts'
import { consoleBlock, consoleBlocksIn } from './console-blocks.ts'

/** What a query was asked, and what it answered. */
export interface Example {
  readonly parameters: Readonly<Record<string, string>>
  /** As it is drawn for a terminal. */
  readonly answer: string
}

const HEAD = `# CloudWatch Insights queries

Twelve queries over hoptrace's records, for CloudWatch Logs Insights: choose the log groups of the frontend and of the functions, and paste. \`{{name}}\` stands for a parameter. The same text runs over a file of records: \`npx hoptrace query <name>\`. As data, they are \`hoptrace/queries\`.

Written by \`npm run docs\`, with the answers of the local system: some requests that succeed, and one or more of each kind that fails.
`

/** The document of the queries, with an example of each. */
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

/** The examples that a document has. */
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
