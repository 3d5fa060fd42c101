// Runs in a process of its own for each contender: handles as many requests as it is told to, and
// answers with the microseconds of processor time that they took, garbage collection included.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EVENT, type Handler, lambdaContext } from './request.ts'

const [, , file = ''] = process.argv
const { handler } = (await import(file)) as { handler: Handler }

process.on('message', async (requests: number) => {
  const before = process.cpuUsage()
  for (let i = 0; i < requests; i += 1) {
    await nextTurn() // as in Lambda: what a request leaves behind can be collected
    await handler(EVENT, lambdaContext())
  }
  const { user, system } = process.cpuUsage(before)
  process.send?.(user + system)
})
