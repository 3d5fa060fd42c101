import type { CauseRecord } from '../record.ts'

/** Returns the code, the name and the message of an error. `Error`, and a name that repeats the code, say nothing. */
export function errorText({ code, name, message }: CauseRecord): string {
  return [code, name !== 'Error' && name !== code && name, message].filter(Boolean).join(': ')
}
