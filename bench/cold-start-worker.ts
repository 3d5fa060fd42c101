// Runs in a process of its own for each cold start: imports one bundle, lets it handle a request,
// and answers with the milliseconds that each of the two took.
import { EVENT, type Handler, lambdaContext } from './request.ts'

const [, , file = ''] = process.argv
// Not by `performance`, which Node loads for who asks first: a contender that does pays for it itself.
const now = (): number => Number(process.hrtime.bigint()) / 1e6
const startedAt = now()
const { handler } = (await import(file)) as { handler?: Handler }
const importedAt = now()
await handler?.(EVENT, lambdaContext())
process.send?.([importedAt - startedAt, now() - importedAt])
process.disconnect?.()
