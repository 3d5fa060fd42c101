import { environment } from '../platform/environment.ts'
import { isTerminal } from '../platform/stdout.ts'

/** How records are written to stdout: one JSON object per line, as text for people, or not at all. */
export type Format = 'json' | 'pretty' | 'none'

/**
 * Returns the format if `HOPTRACE_FORMAT` is unset: for people on a terminal, and where `sst dev` or
 * `sam local` runs a function and shows its lines; else JSON.
 */
export function defaultFormat(): Format {
  // `sst dev` and `sam local` read a function's output through a pipe, whatever they write to.
  if (environment('SST_DEV') || environment('AWS_SAM_LOCAL')) return 'pretty'
  // Lambda has no terminal, and asking for one would load a module of Node's.
  const isDeployed = environment('AWS_LAMBDA_FUNCTION_NAME') && !environment('IS_OFFLINE')
  return !isDeployed && isTerminal() ? 'pretty' : 'json'
}
