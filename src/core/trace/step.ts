import { toText } from '../lib/to-text.ts'
import { awsMetadata } from '../outcome/aws-answer.ts'
import { isAbort, isTimeout } from '../outcome/describe-error.ts'
import {
  ABORTED,
  type Outcome,
  outcomeOfStatus,
  outcomeOfThrown,
  outcomeOfValue,
} from '../outcome/outcome.ts'
import type { Level, Metadata, Phase } from '../record.ts'
import { callNames, hopMessage } from './step-names.ts'

/** A kind of step: the content of its record, and how its value or error is judged. */
export interface Step {
  readonly phase: Extract<Phase, 'hop' | 'call'>
  readonly message: string
  readonly action?: string
  readonly hopName?: string
  /** Of a call. */
  readonly kind?: 'client' | 'producer'
  readonly metadata?: Metadata | undefined
  judgeValue(value: unknown): StepOutcome
  judgeThrown(thrown: unknown): StepOutcome
}

/** How a step ended. */
export interface StepOutcome extends Outcome {
  readonly hopResult?: string | undefined
  /** The step to write instead, if this one turned out to be another. */
  readonly step?: Step
}

/** Creates a named step that succeeds or fails. */
export function hopStep(name: string, metadata?: Metadata): Step {
  return {
    ...named(name, metadata),
    judgeValue: (value) => withWord(outcomeOfValue(value)),
    judgeThrown: (thrown) => withWord(judgeThrown(thrown)),
  }
}

const RESULTS: Partial<Record<Level, string>> = { info: 'pass', warn: 'fail' }

/** Creates a named check. An error with a 4xx status fails it; any other error means that it could not be made. */
export function checkStep(name: string, metadata?: Metadata): Step {
  return {
    ...named(name, metadata),
    judgeValue: (value) => outcomeOfWord(value ? 'pass' : 'fail'),
    judgeThrown: (thrown) => {
      const outcome = judgeThrown(thrown)
      return { ...outcome, hopResult: RESULTS[outcome.level] ?? 'failure' }
    },
  }
}

/**
 * Creates a call to a service.
 * @param signal with which the caller may give up
 */
export function callStep(
  service: string,
  operation: string,
  metadata?: Metadata,
  signal?: AbortSignal | null,
): Step {
  const { message, action } = callNames(toText(service), toText(operation))
  return {
    phase: 'call',
    kind: 'client',
    message,
    action,
    metadata,
    judgeValue: outcomeOfValue,
    judgeThrown(thrown) {
      const isAborted = isAbort(thrown) || (signal?.aborted === true && thrown === signal.reason)
      if (!isAborted || isTimeout(thrown)) return judgeThrown(thrown)
      return { ...ABORTED, metadata: { ...awsMetadata(thrown), ...ABORTED.metadata } }
    },
  }
}

/** Returns the outcome of a hop by its result. Words of the caller's own are successes. */
export function outcomeOfWord(hopResult: string): StepOutcome {
  if (hopResult === 'failure') return { level: 'error', result: 'error', hopResult }
  if (hopResult === 'fail') return { level: 'warn', result: 'error', hopResult }
  return { level: 'info', result: 'success', hopResult }
}

function named(
  name: string,
  metadata: Metadata | undefined,
): Pick<Step, 'phase' | 'message' | 'hopName' | 'metadata'> {
  const hopName = toText(name)
  return { phase: 'hop', message: hopMessage(hopName), hopName, metadata }
}

function withWord(outcome: Outcome): StepOutcome {
  return { ...outcome, hopResult: outcome.result === 'success' ? 'success' : 'failure' }
}

// AWS's clients throw a 304. As a step it is an answer; a request that passes the error on has failed.
function judgeThrown(thrown: unknown): Outcome {
  const metadata = awsMetadata(thrown)
  if (metadata?.statusCode !== 304) return outcomeOfThrown(thrown)
  return { ...outcomeOfStatus(304), metadata }
}
