import type { CliIo } from '../cli-io.ts'
import type { Answer } from './answer.ts'
import type { Scope } from './scope.ts'

/** An argument of a tool, as JSON Schema. */
export interface Argument {
  readonly type: 'string' | 'boolean' | 'object'
  readonly description: string
  readonly enum?: readonly string[]
  /** Of an object: the type of its members. */
  readonly additionalProperties?: { readonly type: 'string' }
}

/** Values of arguments, after they were checked. */
export type Arguments = Readonly<
  Record<string, string | boolean | Readonly<Record<string, string>> | undefined>
>

/** A tool that a client's model can call. It only reads. */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly arguments: Readonly<Record<string, Argument>>
  /** The arguments that a call must have. Default: none. */
  readonly required?: readonly string[]
  /**
   * Runs the tool.
   * @throws CliError if it can't answer, UsageError if the arguments are wrong
   */
  run(given: Arguments, scope: Scope, io: CliIo): Promise<Answer>
}

/** The arguments of all tools that read a time. */
export const TIME_ARGUMENTS = {
  since: {
    type: 'string',
    description:
      'Earliest time: 30m, 3h, 2d, 12:00, or 2026-11-22T14:00:00Z. Default: all of files; 1 hour of log groups, or from the time in a trace id.',
  },
  until: { type: 'string', description: 'Latest time, in the same forms. Default: now.' },
} as const satisfies Record<string, Argument>

/** Returns the text of an argument. */
export function textOf(given: Arguments, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

/** Returns the time of a call. */
export function timeOf(given: Arguments): {
  since?: string | undefined
  until?: string | undefined
} {
  return { since: textOf(given, 'since'), until: textOf(given, 'until') }
}
