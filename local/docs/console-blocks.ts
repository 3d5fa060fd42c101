import { ROOT } from '../root.ts'

/** A command and its output. */
export interface ConsoleBlock {
  readonly command: string
  readonly output: string
}

/** Writes a command with its output as a block of Markdown. */
export function consoleBlock({ command, output }: ConsoleBlock): string {
  // No page names a path of the machine that wrote it.
  const text = output.replaceAll(`file://${ROOT}/`, '').replaceAll(`${ROOT}/`, '').trimEnd()
  return `\`\`\`console\n$ ${command}\n${text}\n\`\`\``
}

/** Reads the commands and outputs of a page. */
export function consoleBlocksIn(document: string): ConsoleBlock[] {
  const blocks = document.matchAll(/^```console\n\$ ([^\n]*)\n(.*?)\n```$/gms)
  return [...blocks].map(([, command = '', output = '']) => ({ command, output }))
}
