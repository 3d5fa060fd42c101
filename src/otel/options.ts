import { readOptions } from '../core/option/read-option.ts'
import type { Rules } from '../core/option/rules.ts'
import { defaultSpans, type SpanRule } from './span-rules.ts'

/** Options of {@link registerHoptrace}. */
export interface OtelOptions {
  /**
   * The spans that are recorded, each by its instrumentation's name, its own name, Next.js's
   * `next.span_type`, or a regular expression for its name. Others are left out, and what is within
   * them is below the step around them.
   * @default defaultSpans
   */
  readonly spans?: readonly SpanRule[]
  /**
   * Whether hops and calls are also spans of another tracer, if one has registered before. Without
   * another tracer it is without effect.
   * @default false
   */
  readonly mirror?: boolean
}

const RULES: Rules<OtelOptions> = {
  spans: {
    expected: 'a list of names and regular expressions',
    accepts: (value): value is readonly SpanRule[] =>
      Array.isArray(value) &&
      value.every((one) => (typeof one === 'string' && one !== '') || one instanceof RegExp),
  },
  mirror: {
    expected: 'true or false',
    accepts: (value): value is boolean => typeof value === 'boolean',
  },
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that names the wrong option and its value
 */
export function resolveOtelOptions(options: OtelOptions): Required<OtelOptions> {
  return { spans: defaultSpans, mirror: false, ...readOptions(options, RULES) }
}
