import { toText } from '../lib/to-text.ts'
import { awsMetadata } from '../outcome/aws-answer.ts'
import {
  type Outcome,
  outcomeOfStatus,
  outcomeOfThrown,
  outcomeOfValue,
} from '../outcome/outcome.ts'
import type { Level, Metadata, Phase } from '../record.ts'
import { callNames, hopMessage } from './step-names.ts'

/** A kind of step: what its record says, and how its value or error is judged. */
export interface Step {
  readonly phase: Extract<Phase, 'hop' | 'call'>
  readonly message: string
  readonly action?: string
  readonly hopName?: string
  readonly metadata?: Metadata | undefined
  judgeValue(value: unknown): StepOutcome
  judgeThrown(thrown: unknown): StepOutcome
}

/** How a step ended, and the word for it. */
export interface StepOutcome extends Outcome {
  readonly hopResult?: string
  /** What the step turned out to be, where that is another than it was begun as. */
  readonly step?: Step
}

/** A named step that succeeds or fails. */
export function hopStep(name: string, metadata?: Metadata): Step {
  return {
    ...named(name, metadata),
    judgeValue: (value) => withWord(outcomeOfValue(value)),
    judgeThrown: (thrown) => withWord(judgeThrown(thrown)),
  }
}

const WORDS: Partial<Record<Level, string>> = { info: 'pass', warn: 'fail' }

/** A named check that is passed or failed; an error of the caller's making (4xx) fails it, others mean that it could not be made. */
export function checkStep(name: string, metadata?: Metadata): Step {
  return {
    ...named(name, metadata),
    judgeValue: (value) => outcomeOfWord(value ? 'pass' : 'fail'),
    judgeThrown: (thrown) => {
      const outcome = judgeThrown(thrown)
      return { ...outcome, hopResult: WORDS[outcome.level] ?? 'failure' }
    },
  }
}

/** A call to a service. */
export function callStep(service: string, operation: string, metadata?: Metadata): Step {
  const { message, action } = callNames(toText(service), toText(operation))
  return {
    phase: 'call',
    message,
    action,
    metadata,
    judgeValue: outcomeOfValue,
    judgeThrown,
  }
}

/** The outcome that a hop's word stands for; words of the caller's own are successes. */
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

// That nothing has changed, AWS's clients throw: of a step it is an answer, but who throws it on has failed.
function judgeThrown(thrown: unknown): Outcome {
  const metadata = awsMetadata(thrown)
  if (metadata?.statusCode !== 304) return outcomeOfThrown(thrown)
  return { ...outcomeOfStatus(304), metadata }
}
