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

/**
 * Returns whether a span is recorded.
 * @param nextType Next.js's own word for what the span is about, such as `AppRender.fetch`
 */
export type SpanFilter = (scope: string, name: string, nextType: unknown) => boolean

/** Returns the filter of a list of rules. */
export function spanFilter(rules: readonly SpanRule[]): SpanFilter {
  const words = new Set<unknown>(rules.filter((rule) => typeof rule === 'string'))
  const patterns = rules.filter((rule) => typeof rule !== 'string')
  return (scope, name, nextType) =>
    words.has(scope) ||
    words.has(name) ||
    words.has(nextType) ||
    patterns.some((pattern) => name.search(pattern) !== -1)
}
