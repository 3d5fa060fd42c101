import { ROOT } from '../root.ts'

/** A command, and what it wrote. */
export interface ConsoleBlock {
  readonly command: string
  readonly output: string
}

/** A command with its output, as a block of Markdown. */
export function consoleBlock({ command, output }: ConsoleBlock): string {
  // Where the repository is on this machine is nobody's business.
  const text = output.replaceAll(`file://${ROOT}/`, '').replaceAll(`${ROOT}/`, '').trimEnd()
  return `\`\`\`console\n$ ${command}\n${text}\n\`\`\``
}

/** The commands with their outputs that a document has. */
export function consoleBlocksIn(document: string): ConsoleBlock[] {
  const blocks = document.matchAll(/^```console\n\$ ([^\n]*)\n(.*?)\n```$/gms)
  return [...blocks].map(([, command = '', output = '']) => ({ command, output }))
}
