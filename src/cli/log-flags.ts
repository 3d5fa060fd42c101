import { existsSync } from 'node:fs'

/** The file that the example of this repository writes. */
export const DEFAULT_FILE = '.hoptrace/records.ndjson'

/** The flags that choose the records which a command reads. */
export const LOG_FLAGS = {
  file: { type: 'string', multiple: true },
  'log-group': { type: 'string', multiple: true },
  region: { type: 'string' },
  profile: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const

/** The values of the flags. */
export interface LogFlags {
  readonly file?: string[]
  readonly 'log-group'?: string[]
  readonly region?: string
  readonly profile?: string
  readonly since?: string
  readonly until?: string
}

/** The part of `--help` about the flags. */
export const LOG_HELP: string = `Which records are read:
  --file <path>        A file with the output of a server, as of next start > records.ndjson; a
                       folder, a glob, or - for standard input. Compressed files and the output of
                       aws logs, sam logs, docker and vercel logs are read too. May be repeated.
                       Default: the records of the hoptrace dev that runs in this folder, else
                       the newest that it or ${DEFAULT_FILE} has.
  --log-group <name>   A CloudWatch log group, by name or ARN. ARNs may be of several regions and
                       accounts. May be repeated. Default: those of hoptrace.json.
  --region <region>    The region of log groups without an ARN. Default: AWS_REGION.
  --profile <name>     A profile of the AWS configuration. Default: AWS_PROFILE.
  --since <time>       The earliest time: 30m, 3h, 2d, 12:00, or 2026-11-22T14:00:00Z.
                       Default: all of a file, the last hour of a log group.
  --until <time>       The latest time, in the same forms. Default: now.`

/** The flags of a command that reads records, its other arguments, and their order. */
interface LogCommandLine<T extends LogFlags> {
  readonly values: T
  readonly positionals: readonly string[]
  readonly tokens: readonly {
    readonly kind: string
    readonly name?: string
    readonly value?: string | undefined
  }[]
}

/**
 * Takes the files off the arguments of a command: a shell makes several of the glob after `--file`.
 * @param isName whether an argument is what the command works on, even if a file has the same name
 */
export function takeFiles<T extends LogFlags>(
  { values, positionals, tokens }: LogCommandLine<T>,
  isName: (text: string) => boolean = () => false,
): { values: T; positionals: string[] } {
  const { file } = values
  const name = positionals.find(isName)
  const files: string[] = []
  const others: string[] = []
  let isAfterFile = false
  for (const token of tokens) {
    if (token.kind !== 'positional') isAfterFile = token.name === 'file'
    else if (isAfterFile && token.value !== name && existsSync(token.value ?? ''))
      files.push(token.value ?? '')
    else others.push(token.value ?? '')
  }
  return {
    values: file === undefined ? values : { ...values, file: [...file, ...files] },
    positionals: others,
  }
}

/** Returns the shell arguments that choose the same records. */
export function logArgs(flags: LogFlags): string[] {
  const names = Object.keys(LOG_FLAGS) as (keyof LogFlags)[]
  return names.flatMap((name) => {
    return [flags[name] ?? []].flat().flatMap((value) => [`--${name}`, shellQuoted(value)])
  })
}

function shellQuoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
