import { environment } from '../core/platform/environment.ts'
import { regionalFunctions } from './description.ts'
import type { Service } from './framework.ts'

/** What decides where records go, and how they look. */
const OUTPUT = ['HOPTRACE_FORMAT', 'HOPTRACE_PRETTY', 'HOPTRACE_FILE', 'HOPTRACE_LEVEL', 'NO_COLOR']

/** Passes a developer's choice of output on to functions that serverless-offline runs, which hides it. */
export function passOutputOn(service: Service): void {
  const chosen = OUTPUT.map((name) => [name, environment(name)]).filter(([, value]) => value)
  for (const [, fn] of regionalFunctions(service))
    fn.environment = { ...fn.environment, ...Object.fromEntries(chosen) }
}
