import { doctorCommand } from '../../commands/doctor.ts'
import { defaultFiles } from '../../live/default-files.ts'
import { answerOf } from '../answer.ts'
import { runCommand } from '../run-command.ts'
import { type CallLog, callLog, type Scope } from '../scope.ts'
import type { Tool } from '../tool.ts'
import { wordsOf } from '../words.ts'

/** Checks the project and its records. */
export const doctor: Tool = {
  name: 'doctor',
  title: 'Check the tracing of the project',
  description:
    'Lists what prevents the project’s requests from being traced, each with a remedy: routes and functions without a wrapper, templates, and the newest records. Use it if records are missing.',
  arguments: {},
  async run(_given, scope, io) {
    const { flags, notes } = logIfAny(scope)
    const words = ['.', '--json', ...wordsOf(flags)]
    const { out, remarks } = await runCommand(doctorCommand, words, io)
    const findings: unknown[] = JSON.parse(out)
    return answerOf(
      [
        { name: 'findings', value: findings },
        { name: 'remarks', value: remarks },
      ],
      findings.length === 0 ? [...notes, 'No problems found'] : notes,
    )
  },
}

/** Returns the records, if there are any: a project can be checked without. */
function logIfAny(scope: Scope): CallLog {
  try {
    return callLog(scope, {})
  } catch (error) {
    // Without a file, the command reads these.
    if (defaultFiles().length > 0) throw error
    return { flags: {}, notes: ['There is no log yet'] }
  }
}
