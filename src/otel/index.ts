export type { OtelOptions } from './options.ts'
export { registerHoptrace } from './register.ts'
export { defaultSpans, type SpanRule } from './span-rules.ts'
