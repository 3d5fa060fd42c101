import { processGlobal } from '../platform/process-global.ts'
import type { Step } from './step.ts'

/** How steps are mirrored in another tracer, if `hoptrace/otel` was asked to. */
export const mirrors = processGlobal(
  'mirrors',
  (): { current?: (<T>(step: Step, fn: () => T) => () => T) | undefined } => ({}),
)
