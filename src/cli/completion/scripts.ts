import type { Commands } from '../command.ts'

/** The shells that have a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** A shell that has a completion. */
export type Shell = (typeof SHELLS)[number]

/** What can stand after a command: its flags, and the words that its first argument may be. */
interface Words {
  readonly name: string
  readonly summary: string
  readonly words: readonly string[]
  /** A command whose lines begin with such words. It runs when the shell completes. */
  readonly listedBy?: string | undefined
  readonly flags: readonly string[]
}

/** Returns the script that completes hoptrace in a shell. */
export function completionScript(shell: Shell, commands: Commands): string {
  const names = Object.keys(commands)
  const help = { name: 'help', summary: 'Shows the flags of a command.', words: names, flags: [] }
  const all = Object.entries(commands).map(([name, { summary, words = [], listedBy, flags }]) => {
    return {
      name,
      summary,
      words,
      listedBy,
      flags: [...Object.keys(flags), 'help'].map((flag) => `--${flag}`),
    }
  })
  return SCRIPTS[shell]([...all, help])
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Words[]) => string>> = {
  bash: (commands) => `_hoptrace() {
  local current=\${COMP_WORDS[COMP_CWORD]}
  local words
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(commands.map(({ name }) => name))}
  else
    case "\${COMP_WORDS[1]}" in
${commands.map((one) => `      ${one.name}) words=${quoted([...one.words, ...one.flags])}${asked('"', one)} ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _hoptrace hoptrace
`,
  zsh: (commands) => `#compdef hoptrace
_hoptrace() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted([`${name}:${summary}`])}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${commands.map((one) => `    ${one.name}) compadd -- ${[...one.words, ...one.flags].join(' ')}${asked('', one)} ;;`).join('\n')}
  esac
  _files
}
compdef _hoptrace hoptrace
`,
  fish: (commands) =>
    commands
      .flatMap(({ name, summary, words, listedBy, flags }) => [
        `complete -c hoptrace -n __fish_use_subcommand -a ${name} -d ${quoted([summary])}`,
        ...(words.length === 0 ? [] : [`${fishAfter(name)} -a ${quoted(words)}`]),
        ...(listedBy === undefined
          ? []
          : [`${fishAfter(name)} -a ${quoted([`(${firstWords(listedBy)})`])}`]),
        ...flags.map((flag) => `${fishAfter(name)} -l ${flag.slice(2)}`),
      ])
      .map((line) => `${line}\n`)
      .join(''),
}

/** Returns what a shell replaces by the words that a command lists. */
function asked(quote: string, { listedBy }: Words): string {
  return listedBy === undefined ? '' : `${quote} $(${firstWords(listedBy)})${quote}`
}

function firstWords(command: string): string {
  return `hoptrace ${command} 2>/dev/null | cut -d " " -f 1`
}

function fishAfter(command: string): string {
  return `complete -c hoptrace -n '__fish_seen_subcommand_from ${command}'`
}

/** Quotes words for a shell, as one. */
function quoted(words: readonly string[]): string {
  return `'${words.join(' ').replaceAll("'", "'\\''")}'`
}
