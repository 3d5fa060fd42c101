import type { Commands } from './command.ts'

/** Lists the commands: the text of `hoptrace --help`. */
export function overview(commands: Commands): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  hoptrace ${name.padEnd(width)}  ${summary}`,
  )
  return [
    'Shows requests through a Next.js app and its Lambda functions.',
    '',
    ...lines,
    '',
    'hoptrace help <command> shows the flags of a command, hoptrace --version the version.',
    'Exit codes: 0 found, 1 nothing found, 2 wrong usage, 3 failed.',
    '',
  ].join('\n')
}
