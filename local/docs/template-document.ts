import { formatJson } from '../../src/cli/format-json.ts'
import { type ConsoleBlock, consoleBlock } from './console-blocks.ts'

/** The command that writes the template of a minimal service. */
export const TEMPLATE_WORDS = ['cloudformation', '--service', 'shop', '--function', 'orders']

/** Writes the page of what a minimal service gets. */
export function templateDocument(output: string): string {
  const command = `npx hoptrace ${TEMPLATE_WORDS.join(' ')}`
  const block: ConsoleBlock = { command, output: formatJson(JSON.parse(output)) }
  return `# What a service gets

The CloudFormation template of a service with one function and no settings. The [Serverless plugin](deploying.md) adds the same resources to a service's own template. The command prints a line for each resource, and this page shows them with all line breaks. \`npm run docs\` writes it.

${consoleBlock(block)}
`
}
