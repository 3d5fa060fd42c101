import { guard } from '../outcome/guard.ts'
import { environment } from '../platform/environment.ts'
import { processGlobal } from '../platform/process-global.ts'
import { isTerminal, writeOut } from '../platform/stdout.ts'
import type { Format } from './format.ts'
import { formatPretty } from './pretty.ts'
import { addToBlock } from './request-blocks.ts'

/** Where the records of a request go. */
export interface Output {
  readonly format: Format
  /** In the format for people: whether a request is written when it ends, as one block. */
  readonly hasBlocks: boolean
  /** Also gets each record as JSON, in any format. */
  readonly append?: ((line: string) => void) | undefined
}

/** Takes lines instead of stdout while a test captures them. Shared by the copies of this package. */
export const captures: Set<(line: string) => void> = processGlobal('captures', () => new Set())

/** Writes one record, given as a line of JSON. */
export function emit(line: string, output: Output): void {
  const { format, append } = output
  if (append !== undefined) guard(() => append(line), 'HOPTRACE_FILE got no record')
  if (captures.size > 0) for (const capture of captures) capture(line)
  else if (format === 'json') writeOut(line)
  else if (format === 'pretty') writePretty(line, output)
}

function writePretty(line: string, { hasBlocks }: Output): void {
  const record = JSON.parse(line)
  const hasColour = isTerminal() && environment('NO_COLOR') === undefined
  const write = (text: string) => writeOut(text)
  if (hasBlocks) addToBlock(record, hasColour, write)
  else write(formatPretty(record, hasColour))
}
