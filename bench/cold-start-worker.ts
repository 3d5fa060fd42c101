// Runs in a process of its own for each cold start: imports one bundle, lets it handle a request,
// and answers with the milliseconds that each of the two took.
import { EVENT, type Handler, lambdaContext } from './request.ts'

const [, , file = ''] = process.argv
const startedAt = performance.now()
const { handler } = (await import(file)) as { handler?: Handler }
const importedAt = performance.now()
await handler?.(EVENT, lambdaContext())
process.send?.([importedAt - startedAt, performance.now() - importedAt])
process.disconnect()
