import * as Sentry from '@sentry/nextjs'

export function register(): void {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  Sentry.init({
    dsn: 'http://key@127.0.0.1:9/1',
    tracesSampleRate: 1,
    propagateTraceparent: true,
    beforeSend: () => null,
    beforeSendTransaction: () => null,
  })
}
