import { UsageError } from '../cli-error.ts'

/** The default of `--max-scan`. */
export const DEFAULT_MAX_SCAN = '1GB'
const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 }

/**
 * Reads `--max-scan`.
 * @returns bytes
 * @throws UsageError if it is no size
 */
export function readMaxScan(text: string = DEFAULT_MAX_SCAN): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?(MB|GB)$/i.exec(text) ?? []
  const bytes = UNITS[unit.toUpperCase()]
  if (bytes === undefined) throw new UsageError(`--max-scan takes 500MB or 1GB, not '${text}'`)
  return Number(number) * bytes
}
