/** A table in Markdown; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A cell with the smallest and the largest of the values. */
export function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} – ${Math.max(...values).toFixed(1)}`
}
