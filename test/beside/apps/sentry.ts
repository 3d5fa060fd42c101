import * as Sentry from '@sentry/aws-serverless'

// Imported first, with `--import`.
Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  propagateTraceparent: process.env.PROPAGATE_TRACEPARENT === '1',
  beforeSend: () => null,
  beforeSendTransaction: () => null,
})
