// Runs in a process of its own: imports one bundle and lets it handle requests. Answers with the
// milliseconds of processor time from before the import up to each milestone.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { MILESTONES } from './milestones.ts'
import { EVENT, type Handler, lambdaContext } from './request.ts'

const [, , file = '', last = ''] = process.argv
const spent: number[] = []
const before = process.cpuUsage()
const { handler } = (await import(file)) as { handler?: Handler }
let handled = 0
for (const milestone of MILESTONES.filter((one) => one <= Number(last))) {
  for (; handled < milestone; handled += 1) {
    await nextTurn() // as in Lambda: garbage of a request can be collected before the next one
    await handler?.(EVENT, lambdaContext())
  }
  const { user, system } = process.cpuUsage(before)
  spent.push((user + system) / 1000)
}
process.send?.(spent)
process.disconnect?.()
