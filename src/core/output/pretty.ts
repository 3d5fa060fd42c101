import { escapeControls } from '../lib/escape-controls.ts'
import { isObject } from '../lib/is-object.ts'
import type { CauseRecord, Level, TraceRecord } from '../record.ts'
import { errorText } from './error-text.ts'
import { foldFrames } from './fold-frames.ts'

const COLOURS: Readonly<Record<Level, number>> = { debug: 90, info: 32, warn: 33, error: 31 }
const DIM = 2
const WHO = ['jobId', 'tenantId', 'userId'] as const
const WHERE = 'service version stage functionName requestId w3cTraceId xrayTraceId links'.split(
  ' ',
) as readonly (keyof TraceRecord)[]

/**
 * Formats a record for people: a line, and below it the stacks of its errors.
 * `[14:30:00.200] INFO  Lambda start  req_…  bg-remover:process  (cold)`.
 * @param depth how many steps the record stands within, if it is part of a block that begins with a
 * request's start
 * @param hasStack whether the stack of its error is written
 */
export function formatPretty(
  record: TraceRecord,
  hasColour: boolean,
  depth?: number,
  hasStack = true,
): string {
  const paint = (code: number, text: string) =>
    hasColour ? `\u001b[${code}m${text}\u001b[0m` : text
  const dim = (text: string) => paint(DIM, escapeControls(text))
  const { level, metadata, error, phase } = record
  const isStep = phase !== 'start' && phase !== 'complete'
  const indent = '  '.repeat(depth ?? (isStep ? 1 : 0))
  const word = paint(COLOURS[level], level.toUpperCase().padEnd(5))
  const head = escapeControls(partsOf(record, isStep, depth).filter(Boolean).join('  '))
  const given = Object.entries(metadata ?? {}).filter(([name]) => name !== 'statusCode')
  const names = phase === 'start' ? [...WHERE, ...WHO] : WHO
  const facts = [...names.map((name) => [name, record[name]] as const), ...given]
    .filter(([, value]) => value !== undefined && !isError(value))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const below = [
    ...(error && hasStack ? framesOf(error) : []),
    ...given.flatMap(([name, value]) => (isError(value) ? describe(`${name}: `, value) : [])),
  ]
  return [
    `[${localTime(record.timestamp)}] ${word} ${indent}${head}${facts.length > 0 ? `  ${dim(facts.join(' '))}` : ''}`,
    ...below.map((line) => `${indent}    ${dim(line)}`),
  ].join('\n')
}

/** Returns the time of day on this machine, as `--since` and other tools mean it. On Lambda that is UTC. */
function localTime(timestamp: string): string {
  const date = new Date(timestamp)
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

function partsOf(record: TraceRecord, isStep: boolean, depth = 0): unknown[] {
  const { message, metadata, error, duration, hopName, phase } = record
  const remarks = [
    phase === 'start' && record.coldStart && 'cold',
    metadata?.statusCode,
    record.late && 'late',
    record.truncated && 'truncated',
  ].filter(Boolean)
  return [
    message,
    !message.includes(hopName ?? '') && hopName,
    record.hopResult,
    depth === 0 && record.traceId,
    (!isStep || phase === 'call') && record.action,
    duration !== undefined && `${duration} ms`,
    remarks.length > 0 && `(${remarks.join(', ')})`,
    error && errorText(error),
  ]
}

function isError(value: unknown): value is CauseRecord {
  return isObject(value) && 'stack' in value && 'message' in value
}

function describe(what: string, error: CauseRecord): string[] {
  return [`${what}${error.name ?? 'Error'}: ${error.message}`, ...framesOf(error)]
}

function framesOf({ stack, cause }: CauseRecord): string[] {
  const frames = foldFrames(String(stack ?? '').match(/(?<=\n\s*)at .*/g) ?? [])
  return cause ? [...frames, ...describe('caused by ', cause)] : frames
}
