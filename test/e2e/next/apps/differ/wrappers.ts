import type * as tracing from 'hoptrace/next'

type Wrappers = Pick<
  typeof tracing,
  'onRequestError' | 'withActionTracing' | 'withApiTracing' | 'withProxyTracing' | 'withTracing'
>

/** The wrappers, or in a server with `UNWRAPPED`, in which hoptrace isn't even loaded, none. */
export const { onRequestError, withActionTracing, withApiTracing, withProxyTracing, withTracing } =
  (
    process.env.UNWRAPPED === undefined
      ? await import('hoptrace/next')
      : {
          onRequestError: () => undefined,
          withActionTracing: (_name: string, action: unknown) => action,
          withApiTracing: (handler: unknown) => handler,
          withProxyTracing: (proxy: unknown) => proxy,
          withTracing: (handler: unknown) => handler,
        }
  ) as Wrappers
