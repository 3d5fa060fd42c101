/** Masks secrets. */
export interface Redactor {
  member(key: string, value: unknown): string | undefined
  text(value: string): string
}
export interface RedactOptions {
  readonly keys?: readonly string[]
}
export function createRedactor(_options?: RedactOptions): Redactor {
  return { member: () => undefined, text: (value) => value }
}
