import { toText } from '../lib/to-text.ts'
import type { Metadata } from '../record.ts'
import type { RequestTrace } from './request-trace.ts'
import { hopStep, outcomeOfWord } from './step.ts'

/** Writes a hop that the caller ran itself. `start` announces one whose end follows. */
export function logHop(
  trace: RequestTrace,
  name: string,
  hopResult: string,
  metadata?: Metadata,
): void {
  const hop = hopStep(name, metadata)
  if (hopResult === 'start') announce(trace, hop)
  else trace.steps.log(hop, outcomeOfWord(toText(hopResult)))
}

/** Writes a hop's start. Its end follows under the same name. */
function announce({ steps, writer }: RequestTrace, hop: ReturnType<typeof hopStep>): void {
  const { phase, message, hopName = '', metadata } = hop
  const span = steps.start(hop)
  steps.announced ??= new Map()
  steps.announced.set(hopName, [...(steps.announced.get(hopName) ?? []), span])
  steps.open.add(span)
  writer.write(span, 'info', { message, phase, hopName, hopResult: 'start', metadata })
}
