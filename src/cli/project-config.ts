import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { chooseQueries, type QueryChoice, withFolder } from '../queries/choose-queries.ts'
import type { InsightsQuery } from '../queries/index.ts'
import { CliError } from './cli-error.ts'
import { didYouMean } from './closest.ts'
import type { LogFlags } from './log-flags.ts'

/** The name of the file with the defaults of a project's command lines. */
const CONFIG_FILE = 'hoptrace.json'

/** What `hoptrace.json` says. */
interface ProjectConfig {
  /** Names or ARNs of log groups. */
  readonly logGroups?: readonly string[]
  readonly region?: string
  readonly profile?: string
  /** The earliest time that is read of log groups, as `--since` takes it. */
  readonly since?: string
  /** Which queries there are. */
  readonly queries?: QueryChoice
}

type Member = keyof ProjectConfig

const TEXT = { wanted: 'text', isValid: (value: unknown) => typeof value === 'string' }
const MEMBERS: Readonly<
  Record<Member, { readonly wanted: string; isValid(value: unknown): boolean }>
> = {
  logGroups: { wanted: 'a list of log groups', isValid: isNames },
  region: TEXT,
  profile: TEXT,
  since: TEXT,
  queries: {
    wanted: 'an object with without, add and modelPrices',
    isValid: (value) => Object(value) === value && !Array.isArray(value),
  },
}

/**
 * Adds what `hoptrace.json` says to the flags of a command. Flags win, and a command that reads files alone
 * takes nothing of it.
 * @throws CliError if the file can't be used
 */
export function withConfig<T extends LogFlags>(flags: T, folder = '.'): T {
  if (flags.file !== undefined && flags['log-group'] === undefined) return flags
  const { logGroups, region, profile, since } = readConfig(folder)
  if (flags['log-group'] === undefined && logGroups === undefined) return flags
  return {
    ...(since !== undefined && flags.file === undefined && { since }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    'log-group': [...(logGroups ?? [])],
    ...flags,
  }
}

/**
 * Returns which queries `hoptrace.json` chooses; its files are relative to it. `undefined` if it says
 * nothing of them.
 * @throws CliError if the file can't be used
 */
export function projectQueryChoice(folder = '.'): QueryChoice | undefined {
  const file = findUpwards(path.resolve(folder))
  const { queries } = readConfig(folder)
  if (file === undefined || queries === undefined) return undefined
  return withFolder(queries, path.dirname(file))
}

/**
 * Returns the queries of a project.
 * @throws CliError if `hoptrace.json` chooses what doesn't exist
 */
export function projectQueries(folder = '.'): readonly InsightsQuery[] {
  const choice = projectQueryChoice(folder)
  try {
    return chooseQueries(choice)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new CliError(`${CONFIG_FILE}: ${cause.message.replace(/^hoptrace: /, '')}`, { cause })
  }
}

/** Reads the file in a folder, or in the nearest folder above it. Returns `{}` if there is none. */
function readConfig(folder: string): ProjectConfig {
  const file = findUpwards(path.resolve(folder))
  if (file === undefined) return {}
  const value = parse(file)
  const problem = problemOf(value)
  if (problem !== undefined) throw new CliError(`${file}: ${problem}`)
  return value as ProjectConfig
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the file must contain an object'
  }
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(MEMBERS, name))
  if (unknown !== undefined) {
    return `unknown member '${unknown}'.${didYouMean(unknown, Object.keys(MEMBERS))}`
  }
  const wrong = Object.entries(value).find(([name, one]) => !MEMBERS[name as Member].isValid(one))
  if (wrong === undefined) return undefined
  const [name, one] = wrong
  return `${name} must be ${MEMBERS[name as Member].wanted}, not ${JSON.stringify(one)}`
}

function findUpwards(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, CONFIG_FILE)
    if (existsSync(file)) return file
    if (at === path.dirname(at)) return undefined
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new CliError(`${file} can't be read: ${(cause as Error).message}`, { cause })
  }
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
}
