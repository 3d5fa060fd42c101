import { member } from '../core/lib/safe-get.ts'
import { harmless } from '../core/outcome/guard.ts'
import { settle } from '../core/outcome/settle.ts'
import { currentTrace, engineOf } from '../core/trace/current-trace.ts'
import { callStep, type Step } from '../core/trace/step.ts'
import { answered, type Call, failed } from './call.ts'
import type { Carry, Input } from './carriers/carry.ts'
import { carryOf } from './carriers/index.ts'
import { operationOf, serviceOf } from './names.ts'
import { regionOf } from './region.ts'
import { targetOf } from './target.ts'

/** What a handler of the SDK's middleware stack is given. */
interface Args {
  readonly input: Input
}
type Handler = (args: Args) => Promise<unknown>
type Middleware = (next: Handler, context: unknown) => Handler

/** What all commands of one kind have in common. */
interface Kind {
  readonly step: Step
  readonly carry: Carry | undefined
}

/** The middleware of a client: each command is a call of the running request. */
export function traceCommands(config: object, { payload }: { payload: boolean }): Middleware {
  const service = serviceOf(config)
  let region: (() => unknown) | undefined
  const begin = (step: Step, { input }: Args): Call => {
    region ??= regionOf(config)
    const engine = engineOf(currentTrace())
    const target = targetOf(service, input)
    return { engine, service, step, span: engine.begin(step), target, region }
  }
  const kinds = new Map<unknown, Kind>()
  const kindOf = (name: unknown): Kind => {
    const operation = operationOf(service, name)
    const carry = carryOf(service, operation, payload)
    const kind = { step: callStep(service, operation), carry }
    kinds.set(name, kind)
    return kind
  }
  return (next, context) => {
    const name = member(context, 'commandName')
    const { step, carry } = kinds.get(name) ?? kindOf(name)
    return (args) => {
      const call = harmless(() => begin(step, args))
      if (call === undefined) return next(args)
      return settle(
        () => call.engine.within(call.span, () => next(carry ? carrying(call, carry, args) : args)),
        (result) => answered(call, result),
        (error) => failed(call, error),
      )
    }
  }
}

function carrying({ engine }: Call, carry: Carry, args: Args): Args {
  const carrier = harmless(() => engine.carrier())
  const input = carrier && harmless(() => carry(args.input, carrier))
  return input === undefined ? args : { ...args, input }
}
