import { writeFileSync } from 'node:fs'
import { CliError } from './cli-error.ts'

/**
 * Writes a report to a file.
 * @throws CliError if the file can't be written
 */
export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (cause) {
    throw new CliError(`${file} can't be written: ${(cause as Error).message}`, { cause })
  }
}
