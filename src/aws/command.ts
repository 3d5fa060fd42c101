import { currentTrace, engineOf } from '../core/current-trace.ts'
import { harmless } from '../core/harmless.ts'
import { member } from '../core/member.ts'
import { settle } from '../core/settle.ts'
import { callStep } from '../core/step.ts'
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

/** The middleware of a client: each command is a call of the running request. */
export function traceCommands(config: object, { payload }: { payload: boolean }): Middleware {
  const service = serviceOf(config)
  let region: (() => unknown) | undefined
  const begin = (operation: string, { input }: Args): Call => {
    region ??= regionOf(config)
    const engine = engineOf(currentTrace())
    const step = callStep(service, operation, targetOf(service, input))
    return { engine, step, span: engine.begin(step), isModel: service === 'bedrock', region }
  }
  return (next, context) => {
    const operation = operationOf(service, member(context, 'commandName'))
    const carry = carryOf(service, operation, payload)
    return (args) => {
      const call = harmless(() => begin(operation, args))
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
