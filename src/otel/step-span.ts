import type { Attributes, Exception, SpanOptions, TimeInput } from '@opentelemetry/api'
import { isObject } from '../core/lib/is-object.ts'
import { describeError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { faultOf, type Outcome, outcomeOfThrown } from '../core/outcome/outcome.ts'
import { toMicros } from '../core/platform/clock.ts'
import { merged } from '../core/record/metadata.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import type { Scope } from '../core/trace/context.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Step } from '../core/trace/step.ts'
import { metadataOf, textIn } from './attributes.ts'
import { OpenSpan } from './open-span.ts'
import { stepOf } from './step-of.ts'
import { ticksOf } from './time.ts'

/** A library may report each token of an answer. */
const MAX_EVENTS = 20
/** `SpanStatusCode.ERROR` */
const ERROR = 2
const SUCCESS: Outcome = { level: 'info', result: 'success' }

/** A span that is recorded: a hop or call of the request in whose step it began. */
export class StepSpan extends OpenSpan {
  declare readonly scope: Scope
  readonly #instrumentation: string
  readonly #kind: number | undefined
  readonly #step: Step
  #exception: { readonly thrown: unknown } | undefined
  #events = 0

  constructor(parent: Scope, instrumentation: string, name: string, options: SpanOptions) {
    const { kind, startTime } = options
    // Before the step begins: a getter may throw.
    const attributes = { ...options.attributes }
    const step = stepOf(instrumentation, name, kind, attributes)
    const { steps } = asRequestTrace(parent.trace)
    const span = steps.begin(step, { parent: parent.span, startedAt: ticksOf(startTime) })
    const scope = { trace: parent.trace, span, handle: undefined as object | undefined }
    super(scope, name, attributes)
    scope.handle = this
    this.#instrumentation = instrumentation
    this.#kind = kind
    this.#step = step
  }

  /** Writes a line. */
  override addEvent(name: string, attributesOrTime?: Attributes | TimeInput): this {
    const isTime = !isObject(attributesOrTime) || Array.isArray(attributesOrTime)
    const attributes = isTime || attributesOrTime instanceof Date ? undefined : attributesOrTime
    guard(() => this.#writeLine('info', name, { metadata: metadataOf({ ...attributes }) }))
    return this
  }

  /** Writes a line. The span's end has the error too if its status says that it failed. */
  override recordException(exception: Exception): void {
    this.#exception = { thrown: exception }
    guard(() => this.#writeLine('warn', 'Exception', { error: describeError(exception) }))
  }

  protected override write(endTime: TimeInput | undefined): void {
    const endedAt = ticksOf(endTime)
    const { span } = this.scope
    const given = this.#step
    const isSame = given.phase === 'hop' && given.hopName === this.name
    const step = isSame
      ? given
      : stepOf(this.#instrumentation, this.name, this.#kind, this.attributes)
    const outcome = this.#outcome()
    const droppedEvents = this.#events - MAX_EVENTS
    const dropped = droppedEvents > 0 ? { droppedEvents } : undefined
    const own = merged(outcome.metadata, dropped)
    const metadata = merged(metadataOf(this.attributes), own)
    const { level, result, error } = outcome
    const word = result === 'success' ? 'success' : 'failure'
    const hopResult = step.phase === 'hop' ? word : undefined
    const ended = { level, result, hopResult, error, metadata, step }
    const duration = toMicros(Math.max(0, endedAt - span.startedAt))
    this.#trace.steps.finish(given, span, ended, duration)
  }

  #outcome(): Outcome {
    if (this.status?.code !== ERROR) return SUCCESS
    if (this.#exception !== undefined) return outcomeOfThrown(this.#exception.thrown)
    const code = textIn(this.attributes, 'error.type') ?? 'INTERNAL_ERROR'
    return faultOf(code, this.status.message ?? code)
  }

  #writeLine(level: 'info' | 'warn', message: string, draft: object): void {
    this.#events += 1
    if (this.#events > MAX_EVENTS) return
    this.#trace.writer.write(this.scope.span, level, { ...draft, message, phase: 'log' })
  }

  get #trace(): RequestTrace {
    return asRequestTrace(this.scope.trace)
  }
}
