/** Matches a span by a word: its instrumentation's scope, its name, or its kind among Next.js's spans. */
export type SpanRule = string | RegExp

/**
 * The spans that `registerHoptrace` records by default: those of Next.js that a reader of a waterfall asks
 * for, and those of Prisma, the AI SDK, `pg`, `ioredis` and GraphQL's operations.
 *
 * @example
 * import { defaultSpans, registerHoptrace } from 'hoptrace/otel'
 *
 * registerHoptrace({ spans: [...defaultSpans, '@opentelemetry/instrumentation-mongodb'] })
 */
export const defaultSpans: readonly SpanRule[] = [
  'AppRender.getBodyResult',
  'ResolveMetadata.generateMetadata',
  'Render.getServerSideProps',
  'prisma:client:operation',
  'prisma:client:db_query',
  'prisma:client:transaction',
  'prisma:client:connect',
  'gen_ai',
  'ai',
  '@opentelemetry/instrumentation-pg',
  '@opentelemetry/instrumentation-ioredis',
  /^(?:query|mutation|subscription)(?: |$)/,
]

/** What a rule is compared with. */
export interface RuledSpan {
  readonly scope: string
  readonly name: string
  /** Next.js's own word for what the span is about, such as `AppRender.fetch`. */
  readonly nextType: unknown
}

/** Returns whether a span is recorded. */
export function spanFilter(rules: readonly SpanRule[]): (span: RuledSpan) => boolean {
  const words = new Set<unknown>(rules.filter((rule) => typeof rule === 'string'))
  const patterns = rules.filter((rule) => typeof rule !== 'string')
  return ({ scope, name, nextType }) =>
    words.has(scope) ||
    words.has(name) ||
    words.has(nextType) ||
    patterns.some((pattern) => name.search(pattern) !== -1)
}
