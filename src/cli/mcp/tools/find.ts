import { openLog } from '../../open-log.ts'
import { findRequest, type RequestFilter } from '../../trace/request-filter.ts'
import { collectRemarks } from '../collect-remarks.ts'
import { callLog } from '../scope.ts'
import { TIME_ARGUMENTS, type Tool, textOf, timeOf } from '../tool.ts'
import { traceAnswer } from '../trace-answer.ts'

const PICKS = ['last', 'last-failed', 'slowest'] as const
const FILTERS = ['action', 'status', 'path', 'user'] as const

/** Finds a request without an id. */
export const find: Tool = {
  name: 'find',
  title: 'Find a request without an id',
  description:
    'Finds requests by what is known of them, such as a path, a user or a status. With pick, shows one of them as the tool trace does; without, lists the newest 20, or shows the only one. Without any argument, shows the newest request that failed.',
  arguments: {
    pick: {
      type: 'string',
      description: 'Which one to show: the newest, the newest that failed, or the slowest.',
      enum: PICKS,
    },
    path: {
      type: 'string',
      description: 'Requests to this path, such as /orders/7, also by its route’s pattern.',
    },
    user: { type: 'string', description: 'Requests of the user with this id.' },
    status: { type: 'string', description: 'Requests answered with this status: 404, or 5xx.' },
    action: { type: 'string', description: 'Requests of this action, such as GET /orders/{id}.' },
    ...TIME_ARGUMENTS,
  },
  async run(given, scope, outer) {
    const { io, remarks } = collectRemarks(outer)
    const filter: RequestFilter = Object.fromEntries(
      FILTERS.flatMap((name) => {
        const value = textOf(given, name)
        return value === undefined ? [] : [[name, value]]
      }),
    )
    const isEmpty = Object.keys(filter).length === 0
    const pick = textOf(given, 'pick') ?? (isEmpty ? 'last-failed' : undefined)
    const call = callLog(scope, timeOf(given))
    const log = openLog(call.flags, io)
    const found = await findRequest(log, pick === undefined ? filter : { ...filter, [pick]: true })
    return traceAnswer(found, { log, call, scope, io, remarks })
  },
}
