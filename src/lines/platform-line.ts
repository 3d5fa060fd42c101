import { parseJson } from './json-lines.ts'
import { type Fields, fieldsOf } from './wrapped.ts'

/** What Lambda itself says of an invocation. */
export interface PlatformFacts {
  /** `start`, `end`, `report`, `runtimeDone`, `initStart`, `initReport`, `timeout`, `exit`, or the rest of `platform.…`. */
  readonly type: string
  readonly requestId: string | undefined
  /** `success`, `failure`, `error` or `timeout`. */
  readonly status: string | undefined
  readonly errorType: string | undefined
  readonly durationMs: number | undefined
  readonly initDurationMs: number | undefined
  readonly memorySizeMb: number | undefined
  readonly maxMemoryUsedMb: number | undefined
  readonly xrayTraceId: string | undefined
}

const ID = String.raw`([\w-]{1,64})`
/** The lines of Lambda's text format, and as `sls logs` prints them. */
const TEXTS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['start', new RegExp(`^START (?:RequestId: |- )${ID} (?:- )?Version: `)],
  ['end', new RegExp(`^END (?:RequestId: |- )${ID}\\s*$`)],
  ['report', new RegExp(`^REPORT (?:RequestId: |- )${ID}\\s+Duration: `)],
  ['timeout', new RegExp(`^(?:\\S+ )?${ID} Task timed out after [\\d.]{1,12} seconds`)],
  ['exit', new RegExp(`^(?:\\S+ )?(?:RequestId: )?${ID} (?:Error: Runtime exited|Process exited)`)],
  ['initStart', /^INIT_START /],
  ['initReport', /^INIT_REPORT Init Duration: /],
]
/** Not "Billed Duration", "Init Duration" or "Restore Duration". */
const DURATION = /(?<!Billed |Init |Restore )Duration: ([\d.]{1,20}) ms/
const MS_PER_SECOND = 1_000

/** Reads a line of Lambda, in its text format. Returns `undefined` for any other line. */
export function readPlatformText(text: string): PlatformFacts | undefined {
  for (const [type, pattern] of TEXTS) {
    const found = pattern.exec(text)
    if (found !== null) return { ...factsIn(text), type, ...textFacts(type, text, found[1]) }
  }
  return undefined
}

function factsIn(text: string): Omit<PlatformFacts, 'type' | 'requestId'> {
  const value = (name: string): string | undefined =>
    new RegExp(`(?:^|\\s)${name}: (\\S{1,100})`).exec(text)?.[1]
  const number = (name: string): number | undefined => toNumber(value(name))
  return {
    status: value('Status'),
    errorType: value('Error Type'),
    durationMs: toNumber(DURATION.exec(text)?.[1]),
    initDurationMs: number('Init Duration'),
    memorySizeMb: number('Memory Size'),
    maxMemoryUsedMb: number('Max Memory Used'),
    xrayTraceId: value('XRAY TraceId'),
  }
}

function textFacts(
  type: string,
  text: string,
  requestId: string | undefined,
): Pick<PlatformFacts, 'requestId'> & Partial<PlatformFacts> {
  if (type === 'exit') return { requestId, status: 'error', errorType: 'Runtime.ExitError' }
  if (type !== 'timeout') return { requestId }
  const seconds = toNumber(/after ([\d.]{1,12}) seconds/.exec(text)?.[1])
  const durationMs = seconds === undefined ? undefined : seconds * MS_PER_SECOND
  return { requestId, status: 'timeout', durationMs }
}

/** Reads a line of Lambda, in its JSON format. Returns `undefined` for any other object. */
export function readPlatformEvent({ type, record }: Fields): PlatformFacts | undefined {
  if (typeof type !== 'string' || !type.startsWith('platform.')) return undefined
  const facts =
    fieldsOf(record) ?? fieldsOf(typeof record === 'string' ? parseJson(record) : undefined)
  const { requestId, status, errorType, metrics, tracing } = facts ?? {}
  const measured = fieldsOf(metrics) ?? {}
  const root = /Root=([\w-]{1,64})/.exec(String(fieldsOf(tracing)?.value))?.[1]
  return {
    type: type.slice('platform.'.length),
    requestId: asText(requestId),
    status: asText(status),
    errorType: asText(errorType),
    durationMs: asNumber(measured.durationMs),
    initDurationMs: asNumber(measured.initDurationMs),
    memorySizeMb: asNumber(measured.memorySizeMB),
    maxMemoryUsedMb: asNumber(measured.maxMemoryUsedMB),
    xrayTraceId: root,
  }
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : asNumber(Number(text))
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
