/** What an option may hold. */
export interface Rule<T> {
  /** What the value must be, as the error says it after "must be". */
  readonly expected: string
  accepts(value: unknown): value is T
  /** Converts an environment variable's text to the option's value. Default: the text itself. */
  parse?(text: string): unknown
  /** Whether the error must not show the value. */
  readonly isSecret?: boolean
}

/** A rule for each option of a group. */
export type Rules<T> = { readonly [Name in keyof T]-?: Rule<NonNullable<T[Name]>> }

/** A rule for options that are checked elsewhere. */
export const OTHER_RULE: Rule<never> = { expected: '', accepts: (_value): _value is never => true }

/** A rule for options whose environment variable holds the value as it is. */
export function textRule<T extends string>(
  expected: string,
  accepts: (text: string) => boolean,
): Rule<T> {
  return {
    expected,
    accepts: (value): value is T => typeof value === 'string' && accepts(value),
    parse: (text) => text,
  }
}

/** The rule for options that hold a secret. Errors show only its type. */
export const SECRET_RULE: Rule<string> = {
  ...textRule('16 characters or more', ({ length }) => length >= 16),
  isSecret: true,
}

/** The rule for namespaces of metrics. CloudWatch refuses those of AWS. */
export const NAMESPACE_RULE = textRule<string>(
  '1 to 255 letters, digits, spaces and . - _ / # :; not AWS/…',
  (text) => /^[\w.\-/#: ]{1,255}$/.test(text) && !text.startsWith('AWS/'),
)

/** A rule for options that hold one of several words. */
export function choiceRule<T extends string>(...choices: readonly T[]): Rule<T> {
  const expected = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
  return textRule(expected, (text) => choices.includes(text as T))
}

const SWITCHES: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false }

/** The rule for options that are on or off. */
export const SWITCH_RULE: Rule<boolean> = {
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  parse: (text) => (Object.hasOwn(SWITCHES, text) ? SWITCHES[text] : text),
}

/** A rule for options that are on or off, or say how. */
export function switchRule<T>(
  expected: string,
  accepts: (value: unknown) => boolean,
): Rule<boolean | T> {
  return {
    ...SWITCH_RULE,
    expected: `true, false or ${expected}`,
    accepts: (value): value is boolean | T => typeof value === 'boolean' || accepts(value),
  }
}

/** A rule for options that hold a whole number of at least `min`. */
export function countRule(min: number): Rule<number> {
  return {
    expected: `a whole number of ${min} or more`,
    accepts: (value): value is number => Number.isSafeInteger(value) && (value as number) >= min,
    parse: Number,
  }
}

/** A rule for options that hold a function. */
export function functionRule<T>(parameters: string): Rule<T> {
  return {
    expected: `a function of ${parameters}`,
    accepts: (value): value is T => typeof value === 'function',
  }
}

/** A rule for options that hold a list. Their environment variable separates the items by commas. */
export function listRule<T>(
  expected: string,
  accepts: (item: unknown) => boolean,
): Rule<readonly T[]> {
  return {
    expected,
    accepts: (value): value is readonly T[] => Array.isArray(value) && value.every(accepts),
    parse: (text) => text.split(',').map((item) => item.trim()),
  }
}
