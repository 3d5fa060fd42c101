import path from 'node:path'

/** A command, and where it runs. */
export interface PlacedCommand {
  readonly words: readonly string[]
  readonly folder: string
}

/** Reads a line of a shell, as far as `cd folder &&` and flags such as `--prefix folder` go. */
export function placedCommands(line: string, folder = '.'): PlacedCommand[] {
  const commands: PlacedCommand[] = []
  let at = folder
  for (const part of line.split(/&&|[;&|]/)) {
    const words = wordsOf(part)
    const [program, to] = words
    if (program === 'cd' && to !== undefined) at = path.resolve(at, to)
    else commands.push({ words, folder: path.resolve(at, flagOf(words, FOLDER) ?? '') })
  }
  return commands
}

const FOLDER = ['--prefix', '-C', '--dir', '--cwd']

/** Returns the value of the first of these flags, as `--flag value` or `--flag=value`. */
export function flagOf(words: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (names.includes(word)) return words[index + 1]
    const [name = '', value] = word.split('=', 2)
    if (value !== undefined && names.includes(name)) return value
  }
  return undefined
}

function wordsOf(text: string): string[] {
  const words = text.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []
  return words.map((word) => word.replace(/^["']|["']$/g, ''))
}
