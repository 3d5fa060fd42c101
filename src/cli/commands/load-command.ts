import type { Command, Commands } from '../command.ts'

/** Commands that something waits for. They load without all others, which takes a fifth of a second. */
const ALONE: Readonly<Record<string, () => Promise<Command>>> = {
  dev: async () => (await import('./dev.ts')).devCommand,
  tail: async () => (await import('./tail.ts')).tailCommand,
}

/** Loads all commands. */
export async function loadCommands(): Promise<Commands> {
  return (await import('./index.ts')).COMMANDS
}

/** Loads a command; `undefined` if there is none of this name. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  if (Object.hasOwn(ALONE, name)) return ALONE[name]?.()
  const commands = await loadCommands()
  return Object.hasOwn(commands, name) ? commands[name] : undefined
}
