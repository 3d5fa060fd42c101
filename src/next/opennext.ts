import { worker } from '../core/lambda/worker.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { refuseArgument } from '../core/option/refuse-argument.ts'
import { builtin } from '../core/platform/node.ts'

/** A wrapper of OpenNext: it makes the handler that Lambda calls. */
export interface OpenNextWrapper {
  // biome-ignore lint/suspicious/noExplicitAny: OpenNext's own types, which are not installed everywhere
  readonly wrapper: (handler: any, converter: any) => Promise<any>
}

/**
 * Hands Lambda's context on to the wrappers of `hoptrace/next`, from which OpenNext hides it. Endings are
 * then written before the function's real timeout, and records have the request's id on every version
 * of Lambda's runtime. The answer of the function stays the same.
 *
 * @param theirs the wrapper of OpenNext to use: `aws-lambda`, `aws-lambda-streaming` or another one
 * @returns the value of `override.wrapper` in `open-next.config.ts`
 * @throws TypeError if `theirs` is no wrapper
 *
 * @example
 * import streaming from '@opennextjs/aws/overrides/wrappers/aws-lambda-streaming.js'
 * import { withOpenNextTracing } from 'hoptrace/opennext'
 *
 * export default {
 *   default: { override: { wrapper: withOpenNextTracing(streaming) } },
 * }
 */
export function withOpenNextTracing<Wrapper extends OpenNextWrapper>(
  theirs: Wrapper,
): () => Wrapper {
  if (typeof safeGet(theirs, 'wrapper') !== 'function')
    refuseArgument('withOpenNextTracing', 'a wrapper of OpenNext', theirs)
  worker.contexts ??= builtin((get) => new (get('node:async_hooks').AsyncLocalStorage)())
  const { contexts } = worker
  if (contexts === undefined) return () => theirs // no Node.js
  return () => ({
    ...theirs,
    async wrapper(handler, converter) {
      const wrapped = await theirs.wrapper(handler, converter)
      // Such as the object that a server elsewhere than on Lambda exports.
      if (typeof wrapped !== 'function') return wrapped
      const traced = (...args: unknown[]): unknown =>
        contexts.run(args.find(isContext), wrapped, ...args)
      // Lambda reads from the handler whether it streams.
      return Object.assign(traced, wrapped)
    },
  })
}

/** Whether an argument of a handler is Lambda's context. In a streaming handler, it is the third one. */
function isContext(argument: unknown): boolean {
  return typeof safeGet(argument, 'getRemainingTimeInMillis') === 'function'
}
