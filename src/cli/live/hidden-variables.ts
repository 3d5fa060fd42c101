import { existsSync, readFileSync } from 'node:fs'
import { serverlessFile } from '../project/serverless-files.ts'

/** A host that doesn't pass the variables on to what it starts. */
interface Host {
  /** The words of a command that starts it. */
  readonly command: RegExp
  /** Returns the file that can pass them on. */
  file(): string | undefined
  /** What a file has that passes them on. */
  readonly passes: RegExp
  readonly advice: string
}

const HOSTS: readonly Host[] = [
  {
    command: /(?:^|[\s/])turbo\s/,
    file: () => ['turbo.json', 'turbo.jsonc'].find((name) => existsSync(name)),
    passes: /HOPTRACE_(?:\*|FILE)/,
    advice:
      'turbo hides HOPTRACE_FILE from its tasks: add "globalPassThroughEnv": ["HOPTRACE_*"] to turbo.json.',
  },
  {
    command: /(?:^|[\s/])(?:serverless|sls|osls)\s(?:.*\s)?offline\b/,
    file: () => serverlessFile('.'),
    passes: /hoptrace\/serverless|HOPTRACE_FILE|localEnvironment/,
    advice:
      'serverless-offline hides HOPTRACE_FILE from functions: add hoptrace/serverless to the plugins of the service.',
  },
]

/** Returns what to add to a project so that commands pass on the variables which `dev` sets. */
export function adviceFor(commands: readonly string[]): string[] {
  const whole = commands.flatMap((command) => [command, scriptOf(command)])
  return HOSTS.filter((host) => whole.some((text) => host.command.test(`${text} `)))
    .filter(({ file, passes }) => !passes.test(textOf(file())))
    .map(({ advice }) => advice)
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
