/** Masks secrets. */
export interface Redactor {
  member(key: string, value: unknown): string | undefined
  text(value: string): string
}
export const NO_REDACTION: Redactor = { member: () => undefined, text: (value) => value }
