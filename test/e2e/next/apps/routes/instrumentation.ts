import { requestErrors } from 'hoptrace/next'

export { register } from 'hoptrace/next'

export const onRequestError = requestErrors({
  service: 'fixture-pages',
  redact: { keys: ['customerNumber'] },
  identify: ({ headers }) => ({ userId: headers['x-user']?.toString() }),
  exporters: [
    {
      onSpanEnd({ type, name, request }) {
        process.stdout.write(`exported ${type} ${name} ${request.traceContext.traceId}\n`)
      },
    },
  ],
})
