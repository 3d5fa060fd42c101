import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { serverlessFile } from '../project/serverless-files.ts'
import { flagOf, type PlacedCommand, placedCommands } from './command-place.ts'

/** A host that doesn't pass the variables on to what it starts. */
interface Host {
  /** The programs that start it, and the words of which one follows. Default: any. */
  readonly programs: readonly string[]
  readonly words?: readonly string[]
  /** Returns the file that can pass them on. */
  file(command: PlacedCommand): string | undefined
  /** What a file has that passes them on. Default: nothing can. */
  readonly passes?: RegExp
  readonly advice: string
}

const HOSTS: readonly Host[] = [
  {
    programs: ['turbo'],
    file: ({ folder }) => firstOf(folder, ['turbo.json', 'turbo.jsonc']),
    passes: /HOPTRACE_(?:\*|FILE)/,
    advice:
      'turbo hides HOPTRACE_FILE from its tasks: add "globalPassThroughEnv": ["HOPTRACE_*"] to turbo.json.',
  },
  {
    programs: ['serverless', 'serverless.js', 'sls', 'osls'],
    words: ['offline'],
    file: ({ words, folder }) => {
      const config = flagOf(words, ['--config', '-c'])
      return config === undefined ? serverlessFile(folder) : path.resolve(folder, config)
    },
    passes: /hoptrace\/serverless|HOPTRACE_FILE|localEnvironment/,
    advice:
      'serverless-offline hides HOPTRACE_FILE from functions, unless hoptrace/serverless is in the plugins of the service.',
  },
  {
    programs: ['sst'],
    words: ['dev'],
    file: ({ folder }) => firstOf(folder, ['sst.config.ts', 'sst.config.js']),
    passes: /HOPTRACE_FILE/,
    advice:
      'sst dev hides HOPTRACE_FILE from functions: pass it on in their environment in sst.config.ts, if $dev.',
  },
  {
    programs: ['sam', 'docker', 'docker-compose'],
    words: ['local', 'compose', 'run', 'up'],
    file: () => undefined,
    advice:
      'Containers hide their records: pass their output on, as in docker compose up | hoptrace dev --file -.',
  },
]

/** Returns what to add to a project so that commands pass on the variables which `dev` sets. */
export function adviceFor(commands: readonly string[]): string[] {
  const placed = commands.flatMap((command) => placedCommands(command))
  const all = [...placed, ...placed.flatMap(scriptOf)]
  return HOSTS.filter((host) =>
    all.some((command) => starts(host, command) && !host.passes?.test(textOf(host.file(command)))),
  ).map(({ advice }) => advice)
}

function starts({ programs, words }: Host, command: PlacedCommand): boolean {
  const names = command.words.map((word) => path.basename(word))
  const program = names.findIndex((name) => programs.includes(name))
  const rest = names.slice(program + 1)
  return program !== -1 && (words === undefined || rest.some((word) => words.includes(word)))
}

/** Returns the commands of the script of package.json that a command runs. */
function scriptOf({ words, folder }: PlacedCommand): PlacedCommand[] {
  const [runner = '', ...rest] = words
  if (!/^(?:npm|pnpm|yarn|bun)$/.test(runner)) return []
  try {
    const { scripts } = JSON.parse(textOf(path.join(folder, 'package.json')))
    const name = rest.find((word) => Object.hasOwn(Object(scripts), word))
    return name === undefined ? [] : placedCommands(String(scripts[name]), folder)
  } catch {
    return [] // no package
  }
}

function firstOf(folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => path.join(folder, name)).find((file) => existsSync(file))
}

function textOf(file: string | undefined): string {
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : ''
}
