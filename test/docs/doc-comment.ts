/** A TSDoc comment in its parts. */
export interface DocComment {
  /** What stands before the first tag. */
  readonly summary: string
  /** The parameters that `@param` names. */
  readonly parameters: readonly string[]
  /** The text of each tag by its name, such as `returns`. */
  readonly tags: ReadonlyMap<string, readonly string[]>
  /** The code of each `@example`. */
  readonly examples: readonly string[]
}

/** Reads the last TSDoc comment in what stands before a declaration. */
export function parseDocComment(text: string): DocComment {
  const [comment = ''] = text.match(/\/\*\*.*?\*\//gs)?.slice(-1) ?? []
  const lines = comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const [summary = '', ...tagged] = lines.join('\n').split(/^ ?(?=@\w)/m)
  const tags = new Map<string, string[]>()
  for (const one of tagged) {
    const [, name = '', value = ''] = /^@(\w+)\s?(.*)$/s.exec(one) ?? []
    tags.set(name, [...(tags.get(name) ?? []), value.trim()])
  }
  const parameters = (tags.get('param') ?? []).map((value) => /^[\w$]+/.exec(value)?.[0] ?? '')
  const examples = (tags.get('example') ?? []).map(withoutFence)
  return { summary: summary.trim(), parameters, tags, examples }
}

function withoutFence(example: string): string {
  return /^```\w*\n(.*)\n```$/s.exec(example)?.[1] ?? example
}
