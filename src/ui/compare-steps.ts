import type { RowView, StepView } from '../cli/view/row-view.ts'

/** A step of two traces, or of one of them. */
export interface ComparedStep {
  readonly name: string
  readonly service: string
  readonly depth: number
  readonly first: StepView | undefined
  readonly second: StepView | undefined
}

interface Node {
  readonly step: StepView
  readonly children: Node[]
}

/**
 * Returns the steps of two traces side by side. Steps belong together if they have the same name and
 * service within steps that do; of several ones the first with the first, and so on. Outermost requests
 * need only the same service: two actions can be compared.
 */
export function compareSteps(
  first: readonly RowView[],
  second: readonly RowView[],
): ComparedStep[] {
  const rows: ComparedStep[] = []
  const align = (ones: readonly Node[], others: readonly Node[], depth: number): void => {
    const [left, right] = [byKey(ones, depth), byKey(others, depth)]
    for (const key of orderOf(left, right)) {
      const [one, other] = [left.get(key), right.get(key)]
      const { name = '', service = '' } = one?.step ?? other?.step ?? {}
      rows.push({ name, service, depth, first: one?.step, second: other?.step })
      align(one?.children ?? [], other?.children ?? [], depth + 1)
    }
  }
  align(treesOf(first), treesOf(second), 0)
  return rows
}

function treesOf(rows: readonly RowView[]): Node[] {
  const roots: Node[] = []
  const open: Node[] = []
  for (const step of rows) {
    if (step.kind !== 'step') continue
    const node = { step, children: [] }
    open.length = Math.min(open.length, step.depth)
    const siblings = open.at(-1)?.children ?? roots
    siblings.push(node)
    open.push(node)
  }
  return roots
}

function byKey(nodes: readonly Node[], depth: number): Map<string, Node> {
  const seen = new Map<string, number>()
  return new Map(
    nodes.map((node) => {
      const { name, service } = node.step
      const key = JSON.stringify(depth === 0 ? [service] : [service, name])
      const count = seen.get(key) ?? 0
      seen.set(key, count + 1)
      return [`${key} ${count}`, node]
    }),
  )
}

/** Returns all keys: those of the first in their order, the others after what they came after. */
function orderOf(
  first: ReadonlyMap<string, Node>,
  second: ReadonlyMap<string, Node>,
): readonly string[] {
  const following = new Map<string, string[]>()
  let last = ''
  for (const key of second.keys()) {
    if (first.has(key)) last = key
    else
      following
        .set(last, following.get(last) ?? [])
        .get(last)
        ?.push(key)
  }
  return ['', ...first.keys()].flatMap((key) => [
    ...(key === '' ? [] : [key]),
    ...(following.get(key) ?? []),
  ])
}
