import { defaultFormat, type Format } from './emit.ts'
import { environment } from './environment.ts'
import type { Level } from './record.ts'
import { NO_REDACTION, type Redactor } from './redactor-interim.ts'

/** Options that every adapter takes. An option wins over its environment variable. */
export interface TracingOptions {
  /**
   * The service's name on every record.
   * @default `HOPTRACE_SERVICE`, the Lambda function's name, or the package's name
   */
  readonly service?: string
  /**
   * What the request does, such as `bg-remover:process`.
   * @default the method and the route's pattern, or the function's name
   */
  readonly action?: string
  /**
   * Where it runs.
   * @default `lambda` for Middy, `api-route` for Next.js
   */
  readonly layer?: string
  /**
   * The quietest level that is written.
   * @default `HOPTRACE_LEVEL`, the function's application log level, or `info`
   */
  readonly level?: Level
}

/** The options with their defaults. */
export interface Settings {
  readonly service: string
  /** Where it is left open, the service's name. */
  readonly action?: string | undefined
  readonly layer: string
  readonly level: Level
  readonly format: Format
  readonly redactor: Redactor
}

const RANKS: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }
const LEVELS = Object.keys(RANKS) as Level[]
/** Lambda's words for its application log level. */
const LAMBDA_LEVELS: Readonly<Record<string, Level>> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
}
const FORMATS: readonly Format[] = ['json', 'pretty']
const TEXT_OPTIONS = ['service', 'action', 'layer'] as const
const KNOWN = new Set<string>([...TEXT_OPTIONS, 'level'])

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveOptions(options: TracingOptions, layer: string): Settings {
  checkNames(options)
  for (const name of TEXT_OPTIONS) checkText(name, options[name])
  return {
    service: options.service ?? defaultService(),
    action: options.action,
    layer: options.layer ?? layer,
    level:
      oneOf('level', options.level, LEVELS) ??
      oneOf('HOPTRACE_LEVEL', environment('HOPTRACE_LEVEL'), LEVELS) ??
      LAMBDA_LEVELS[environment('AWS_LAMBDA_LOG_LEVEL') ?? 'INFO'] ??
      'info',
    format: oneOf('HOPTRACE_FORMAT', environment('HOPTRACE_FORMAT'), FORMATS) ?? defaultFormat(),
    redactor: NO_REDACTION,
  }
}

/** Whether records of this level are written. */
export function isWritten(level: Level, settings: Settings): boolean {
  return RANKS[level] >= RANKS[settings.level]
}

function defaultService(): string {
  return (
    environment('HOPTRACE_SERVICE') ??
    environment('AWS_LAMBDA_FUNCTION_NAME') ??
    environment('npm_package_name') ??
    'unknown'
  )
}

function checkNames(options: TracingOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`hoptrace: options must be an object, got ${show(options)}`)
  }
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name))
  if (unknown === undefined) return
  throw new TypeError(`hoptrace: unknown option '${unknown}'; known are ${[...KNOWN].join(', ')}`)
}

function checkText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return
  throw new TypeError(`hoptrace: option '${name}' must be a non-empty string, got ${show(value)}`)
}

function oneOf<T extends string>(
  name: string,
  value: unknown,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined
  throw new TypeError(
    `hoptrace: '${name}' must be one of ${allowed.join(', ')}, got ${show(value)}`,
  )
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return 'an array'
  return value === null ? 'null' : typeof value
}
