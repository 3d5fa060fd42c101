import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { serverlessFile } from '../project/serverless-files.ts'

/** A host that doesn't pass the variables on to what it starts. */
interface Host {
  /** The programs that start it, and the words of which one follows. Default: any. */
  readonly programs: readonly string[]
  readonly words?: readonly string[]
  /** Returns the file that can pass them on. */
  file(): string | undefined
  /** What a file has that passes them on. Default: nothing can. */
  readonly passes?: RegExp
  readonly advice: string
}

const HOSTS: readonly Host[] = [
  {
    programs: ['turbo'],
    file: () => ['turbo.json', 'turbo.jsonc'].find((name) => existsSync(name)),
    passes: /HOPTRACE_(?:\*|FILE)/,
    advice:
      'turbo hides HOPTRACE_FILE from its tasks: add "globalPassThroughEnv": ["HOPTRACE_*"] to turbo.json.',
  },
  {
    programs: ['serverless', 'serverless.js', 'sls', 'osls'],
    words: ['offline'],
    file: () => serverlessFile('.'),
    passes: /hoptrace\/serverless|HOPTRACE_FILE|localEnvironment/,
    advice:
      'serverless-offline hides HOPTRACE_FILE from functions: add hoptrace/serverless to the plugins of the service.',
  },
  {
    programs: ['sst'],
    words: ['dev'],
    file: () => ['sst.config.ts', 'sst.config.js'].find((name) => existsSync(name)),
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
  const whole = commands.flatMap((command) => [command, scriptOf(command)])
  return HOSTS.filter((host) => whole.some((text) => starts(host, text.split(/\s+/))))
    .filter(({ file, passes }) => !passes?.test(textOf(file())))
    .map(({ advice }) => advice)
}

function starts({ programs, words }: Host, command: readonly string[]): boolean {
  const names = command.map((word) => path.basename(word))
  const program = names.findIndex((name) => programs.includes(name))
  const rest = names.slice(program + 1)
  return program !== -1 && (words === undefined || rest.some((word) => words.includes(word)))
}

/** Returns the script of package.json that a command runs, or nothing. */
function scriptOf(command: string): string {
  const [, name] = /^(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?([\w:.-]+)/.exec(command) ?? []
  if (name === undefined) return ''
  try {
    return String(JSON.parse(textOf('package.json')).scripts?.[name] ?? '')
  } catch {
    return '' // no package
  }
}

function textOf(file: string | undefined): string {
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : ''
}
