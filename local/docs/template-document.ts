import { type ConsoleBlock, consoleBlock } from './console-blocks.ts'

/** The smallest service that there is. */
export const TEMPLATE_WORDS = ['cloudformation', '--service', 'shop', '--function', 'orders']

/** The document of what a minimal service gets. */
export function templateDocument(output: string): string {
  const block: ConsoleBlock = { command: `npx hoptrace ${TEMPLATE_WORDS.join(' ')}`, output }
  return `# What a service gets

The template of a service with one function and nothing else said. \`plugins: [hoptrace/serverless]\` adds the same resources to a service's own template. Written by \`npm run docs\`.

${consoleBlock(block)}
`
}
