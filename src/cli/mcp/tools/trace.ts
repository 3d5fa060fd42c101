import { openLog } from '../../open-log.ts'
import { findTraces } from '../../trace/find-traces.ts'
import { withBegin } from '../../trace/with-begin.ts'
import { collectRemarks } from '../collect-remarks.ts'
import { callLog } from '../scope.ts'
import { TIME_ARGUMENTS, type Tool, textOf, timeOf } from '../tool.ts'
import { traceAnswer } from '../trace-answer.ts'

/** Shows a request by its id. */
export const trace: Tool = {
  name: 'trace',
  title: 'Show a request by its id',
  description:
    'Shows a request over all services: the step that failed with its error and stack, all steps as a tree (depth, begin “at” and duration in ms), time without a step, and lines of the log. The id is a trace id in any spelling, or the id of a job, a request, a user or a tenant, or Next.js’s error digest. A job’s id shows all requests of the job, in their order.',
  arguments: {
    id: { type: 'string', description: 'The id, as a user, a header or a log has it.' },
    ...TIME_ARGUMENTS,
  },
  required: ['id'],
  async run(given, scope, outer) {
    const { io, remarks } = collectRemarks(outer)
    const id = textOf(given, 'id') ?? ''
    const call = callLog(scope, timeOf(given))
    const log = openLog(withBegin(id, textOf(given, 'since'), call.flags), io)
    return traceAnswer(await findTraces(log, id), { log, call, scope, io, id, remarks })
  },
}
