import { defaultFormat, type Format } from './emit.ts'
import { environment } from './environment.ts'
import type { Level } from './record.ts'

/** Options that every adapter takes. An option wins over its environment variable. */
export interface TracingOptions {
  /**
   * The service's name on every record.
   * @default `HOPTRACE_SERVICE`, the Lambda function's name, or the package's name
   */
  readonly service?: string
  /**
   * What the request does, such as `bg-remover:process`.
   * @default `HOPTRACE_ACTION`, the method and the route's pattern, or the function's name
   */
  readonly action?: string
  /**
   * Where it runs.
   * @default `HOPTRACE_LAYER`, or `lambda` for Middy, `api-route` for Next.js
   */
  readonly layer?: string
  /**
   * The quietest level that is written.
   * @default `HOPTRACE_LEVEL`, or `info`
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
}

const RANKS: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }
const FORMATS = { json: true, pretty: true }
const TEXTS = ['service', 'action', 'layer'] as const
const NAMES: readonly string[] = [...TEXTS, 'level']

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveOptions(options: TracingOptions, layer: string): Settings {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`hoptrace: options must be an object, got ${show(options)}`)
  }
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name))
  if (unknown !== undefined) {
    throw new TypeError(`hoptrace: unknown option '${unknown}'; known are ${NAMES.join(', ')}`)
  }
  for (const name of TEXTS) checkText(name, options[name])
  return {
    service: options.service ?? environment('HOPTRACE_SERVICE') ?? defaultService(),
    action: options.action ?? environment('HOPTRACE_ACTION'),
    layer: options.layer ?? environment('HOPTRACE_LAYER') ?? layer,
    level:
      oneOf("option 'level'", options.level, RANKS) ??
      oneOf('HOPTRACE_LEVEL', environment('HOPTRACE_LEVEL'), RANKS) ??
      'info',
    format: oneOf('HOPTRACE_FORMAT', environment('HOPTRACE_FORMAT'), FORMATS) ?? defaultFormat(),
  }
}

/** Whether records of this level are written. */
export function isWritten(level: Level, settings: Settings): boolean {
  return RANKS[level] >= RANKS[settings.level]
}

function defaultService(): string {
  return environment('AWS_LAMBDA_FUNCTION_NAME') ?? environment('npm_package_name') ?? 'unknown'
}

function checkText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return
  throw new TypeError(`hoptrace: option '${name}' must be a non-empty string, got ${show(value)}`)
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  allowed: Readonly<Record<T, unknown>>,
): T | undefined {
  if (value === undefined || Object.hasOwn(allowed, value)) return value as T | undefined
  const words = Object.keys(allowed).join(', ')
  throw new TypeError(`hoptrace: ${name} must be one of ${words}, got ${show(value)}`)
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return 'an array'
  return value === null ? 'null' : typeof value
}
