import { UsageError } from '../cli-error.ts'
import { didYouMean } from '../closest.ts'
import type { Command, Commands } from '../command.ts'
import { completionScript, SHELLS } from '../completion/scripts.ts'
import { parseCommandLine } from '../parse-command-line.ts'

/**
 * `hoptrace completion`
 * @param commands returns the commands that are completed
 */
export function completionCommand(commands: () => Commands): Command {
  return {
    summary: 'Prints a script that completes commands and flags in a shell.',
    help: `hoptrace completion bash|zsh|fish

Prints a script that completes commands, flags and the names of queries. For this session:

  bash   eval "$(hoptrace completion bash)"
  zsh    eval "$(hoptrace completion zsh)"
  fish   hoptrace completion fish | source

To complete in each session, put the line into ~/.bashrc, ~/.zshrc after compinit, or
~/.config/fish/config.fish. The shell must find hoptrace by its name: install it globally.`,
    flags: {},
    words: SHELLS,
    async run(args, io) {
      const { positionals } = parseCommandLine(args, {})
      const [name = '', ...more] = positionals
      const shell = SHELLS.find((one) => one === name)
      if (shell === undefined || more.length > 0) {
        throw new UsageError(`Pass one of ${SHELLS.join(', ')}.${didYouMean(name, SHELLS)}`)
      }
      io.out.write(completionScript(shell, commands()))
      return true
    },
  }
}
