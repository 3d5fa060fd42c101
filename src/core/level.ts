import { choiceRule } from './option/rules.ts'
import { environment } from './platform/environment.ts'
import type { Level } from './record.ts'

const RANKS: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

/** A threshold for records: a level, or `none`, which no record passes. */
export type LevelThreshold = Level | 'none'

/** The rule for options that hold a level. */
export const LEVEL_RULE = choiceRule(...(Object.keys(RANKS) as Level[]))

/** The rule for the level of what is written to stdout. */
export const OUTPUT_LEVEL_RULE = choiceRule<Level | 'silent'>(
  ...(Object.keys(RANKS) as Level[]),
  'silent',
)

/** Whether records of this level are written at this threshold. */
export function passesLevel(level: Level, threshold: LevelThreshold): boolean {
  return threshold !== 'none' && RANKS[level] >= RANKS[threshold]
}

/** Returns the Lambda function's application log level. Lambda has two more levels than the record. */
export function lambdaLevel(): Level | undefined {
  const level = environment('AWS_LAMBDA_LOG_LEVEL')?.toLowerCase()
  if (level === 'trace') return 'debug'
  if (level === 'fatal') return 'error'
  return LEVEL_RULE.accepts(level) ? level : undefined
}
