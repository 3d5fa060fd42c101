import { doctorCommand } from '../../commands/doctor.ts'
import { answerOf } from '../answer.ts'
import { runCommand } from '../run-command.ts'
import { callLog } from '../scope.ts'
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
    const { flags, notes } = callLog(scope, {})
    const { out, err } = await runCommand(doctorCommand, ['.', '--json', ...wordsOf(flags)], io)
    const findings: unknown[] = JSON.parse(out)
    return answerOf(
      [
        { name: 'findings', value: findings },
        { name: 'remarks', value: err.split('\n').filter(Boolean) },
      ],
      findings.length === 0 ? [...notes, 'No problems found'] : notes,
    )
  },
}
