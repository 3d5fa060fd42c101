import type { StepView } from '../../src/cli/view/row-view.ts'

/** Returns a step as the page gets it. */
export function step(name: string, depth: number, fields: Partial<StepView> = {}): StepView {
  return {
    kind: 'step',
    depth,
    name,
    service: 'shop',
    layer: 'api-route',
    phase: 'hop',
    bar: { begin: 0, share: 1 },
    duration: 10,
    outcome: 'success',
    isFailed: false,
    isFailure: false,
    isCold: false,
    wait: undefined,
    skew: undefined,
    facts: [],
    headers: [],
    errors: [],
    ...fields,
  }
}
