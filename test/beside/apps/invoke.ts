import { events, lambdaContext } from 'hoptrace/testing'

// Invokes the handler of the module that is named, as Lambda does, one time after the other.
const traceparent = '00-01a2033f87ef76348bbae9bc8f6c8926-00f067aa0ba902b7-03'
const headers = JSON.parse(process.env.HEADERS ?? '{}')
const { handler } = await import(process.argv[2] ?? '')
const eventOf = process.env.EVENT === 'restApi' ? events.restApi : events.httpApi

for (let left = Number(process.env.INVOCATIONS ?? 1); left > 0; left -= 1) {
  const invocation = handler(
    eventOf({ headers: { traceparent, ...headers } }),
    lambdaContext({ functionName: 'shop-orders' }),
  )
  await invocation.then(
    (response: unknown) => process.stderr.write(`answered ${JSON.stringify(response)}\n`),
    (error: Error) => process.stderr.write(`threw ${error.message}\n`),
  )
}
