// Runs in a process of its own for each contender. Handles as many requests as its parent asks for and
// answers with the microseconds of processor time that they took, garbage collection included.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EVENT, type Handler, lambdaContext } from './request.ts'

const [, , file = ''] = process.argv
const { handler } = (await import(file)) as { handler: Handler }

process.on('message', async (requests: number) => {
  const before = process.cpuUsage()
  for (let i = 0; i < requests; i += 1) {
    await nextTurn() // as in Lambda: garbage of a request can be collected before the next one
    await handler(EVENT, lambdaContext())
  }
  const { user, system } = process.cpuUsage(before)
  process.send?.(user + system)
})
