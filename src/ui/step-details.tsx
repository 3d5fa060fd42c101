import type { VNode } from 'preact'
import type { StepView } from '../cli/view/row-view.ts'
import { ErrorBlock } from './error-block.tsx'

/** What a step's record says: its error, the headers that carried the trace, and its fields. */
export function StepDetails({ step }: { step: StepView }): VNode {
  return (
    <div class="details">
      <ErrorBlock errors={step.errors} />
      <Facts title="Headers that carried the trace" facts={step.headers} />
      <Facts title="Facts" facts={step.facts} />
    </div>
  )
}

interface FactsProps {
  readonly title: string
  readonly facts: readonly (readonly [string, string])[]
}

function Facts({ title, facts }: FactsProps): VNode | null {
  if (facts.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
