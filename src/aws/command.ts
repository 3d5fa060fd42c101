import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { onSettled } from '../core/outcome/settle.ts'
import { carrierOf } from '../core/propagation/carrier.ts'
import { callKind } from '../core/record/span-kind.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentTrace } from '../core/trace/current-trace.ts'
import { callStep, type Step, type StepOutcome } from '../core/trace/step.ts'
import { type Call, finishWithError, finishWithOutput } from './call.ts'
import { injectorFor } from './carriers/index.ts'
import type { Injector, Input } from './carriers/injector.ts'
import { withoutRefusedTrace } from './carriers/refused-trace.ts'
import { operationOf, serviceOf } from './names.ts'
import { createRegionReader } from './region.ts'
import { targetOf } from './target.ts'

/** The arguments of a handler in the SDK's middleware stack. */
interface HandlerArgs {
  readonly input: Input
}
type Handler = (args: HandlerArgs) => Promise<unknown>
/** A middleware of an SDK client. */
export type Middleware = (next: Handler, context: unknown) => Handler

/** What all commands of one name have in common. */
interface CommandKind {
  readonly step: Step
  readonly injector: Injector | undefined
}

/** Returns a client's middleware. It runs each command as a call of the running request. */
export function traceCommands(config: object, { payload }: { payload: boolean }): Middleware {
  const service = serviceOf(config)
  let region: (() => unknown) | undefined
  const begin = (step: Step, { input }: HandlerArgs): Call => {
    region ??= createRegionReader(config)
    const trace = asRequestTrace(currentTrace())
    const target = targetOf(service, input)
    return { trace, service, step, span: trace.steps.begin(step), target, region }
  }
  const kinds = new Map<unknown, CommandKind>()
  const createKind = (name: unknown): CommandKind => {
    const operation = operationOf(service, name)
    const injector = injectorFor(service, operation, payload)
    const kind = { step: stepOf(service, operation), injector }
    kinds.set(name, kind)
    return kind
  }
  return (next, context) => {
    const name = safeGet(context, 'commandName')
    const { step, injector } = kinds.get(name) ?? createKind(name)
    return (args) => {
      const call = guard(() => begin(step, args))
      if (call === undefined) return next(args)
      return onSettled(
        () =>
          call.trace.steps.within(call.span, () =>
            next(injector ? inject(call, injector, args) : args),
          ),
        (result) => finishWithOutput(call, result),
        (error) => finishWithError(call, error),
      )
    }
  }
}

function stepOf(service: string, operation: string): Step {
  const kind = callKind(service, operation)
  const step = { ...callStep(service, operation), kind }
  if (operation !== 'startSyncExecution') return step
  // Its answer has the status of the execution. AWS's has billing details too, others' may not.
  const judgeValue = (answer: object): StepOutcome =>
    step.judgeValue({ billingDetails: {}, ...answer })
  return { ...step, judgeValue }
}

/** Returns the arguments with the trace in their input. */
function inject({ trace }: Call, injector: Injector, args: HandlerArgs): HandlerArgs {
  const span = trace.spanContext()
  const input =
    span && guard(() => injector(withoutRefusedTrace(args.input, span.trace), carrierOf(span)))
  return input === undefined ? args : { ...args, input }
}
