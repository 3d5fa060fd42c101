import type { CauseRecord, Level } from '../core/record.ts'
import { createRedactor } from '../core/redact/redactor.ts'
import type { Fields } from './wrapped.ts'
import { fieldsOf } from './wrapped.ts'

/** What another logger wrote: `console`, pino, winston, Powertools, OpenTelemetry, an access log. */
export interface OtherFacts {
  readonly level: Level | undefined
  /** The text, with secrets masked. */
  readonly message: string
  /** The error that was logged, with secrets masked. */
  readonly error: CauseRecord | undefined
}

const LEVELS: Readonly<Record<string, Level>> = {
  trace: 'debug',
  verbose: 'debug',
  silly: 'debug',
  debug: 'debug',
  info: 'info',
  information: 'info',
  log: 'info',
  http: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  fatal: 'error',
  critical: 'error',
  alert: 'error',
  emerg: 'error',
  panic: 'error',
}
/** pino and bunyan count in tens, from `trace` at 10. */
const LOWEST = { info: 30, warn: 40, error: 50 } as const

const MESSAGES = ['message', 'msg', 'body', 'name', 'event'] as const
const MAX_TEXT = 8_000

const redactor = createRedactor()

/** What `HOPTRACE_FORMAT=pretty` writes before a record's message. */
const PRETTY = /^\[\d\d:\d\d:\d\d\.\d{3}\] (DEBUG|INFO|WARN|ERROR) +/

/** Reads a line of another logger. */
export function readOther(
  text: string,
  value: Fields | undefined,
  around: Fields = {},
): OtherFacts {
  const [start = '', pretty] = PRETTY.exec(text) ?? []
  const level = readLevel(
    value?.level ?? value?.severityText ?? value?.severity ?? around.level ?? pretty,
  )
  const error = readError(value?.err ?? value?.error ?? value?.exception)
  const message = messageIn(value) ?? text.slice(start.length)
  return { level, message: masked(message), error }
}

function messageIn(value: Fields | undefined): string | undefined {
  for (const name of MESSAGES) {
    const message = value?.[name]
    if (typeof message === 'string' && message !== '') return message
    if (fieldsOf(message) !== undefined) return JSON.stringify(message)
  }
  return undefined
}

function readLevel(level: unknown): Level | undefined {
  if (typeof level === 'number') {
    const names = ['error', 'warn', 'info'] as const
    return names.find((name) => level >= LOWEST[name]) ?? 'debug'
  }
  const word = String(level).toLowerCase()
  return Object.hasOwn(LEVELS, word) ? LEVELS[word] : undefined
}

function readError(value: unknown): CauseRecord | undefined {
  const { message, stack, name, type, code } = fieldsOf(value) ?? {}
  if (typeof message !== 'string') return undefined
  const text = (one: unknown): string | undefined =>
    typeof one === 'string' ? masked(one) : undefined
  return {
    message: masked(message),
    ...withText('code', text(code)),
    ...withText('name', text(name ?? type)),
    ...withText('stack', text(stack)),
  }
}

function withText<T extends string>(name: T, text: string | undefined): Partial<Record<T, string>> {
  return text === undefined ? {} : ({ [name]: text } as Record<T, string>)
}

function masked(text: string): string {
  return redactor.text(text.slice(0, MAX_TEXT)).toWellFormed()
}
