import type { TimedStep } from './timeline.ts'
import styles from './waterfall.module.css'

const INDENT_REM = 0.5

interface WaterfallStepsProps {
  readonly steps: readonly TimedStep[]
  /** The duration of the whole request in milliseconds. */
  readonly total: number
  /** How many steps contain these. Default: 0. */
  readonly depth?: number
  /** The service of the step that contains these. */
  readonly parentService?: string
}

/** Steps as a list of nested lists. */
export function WaterfallSteps({ steps, total, depth = 0, parentService }: WaterfallStepsProps) {
  return (
    <ol>
      {steps.map((step) => (
        <li key={step.id}>
          <div className={styles.step} data-result={step.result}>
            <span
              className={styles.name}
              style={{ paddingInlineStart: `${depth * INDENT_REM}rem` }}
            >
              {step.name} {step.service !== parentService && <small>{step.service}</small>}{' '}
              {step.result !== 'success' && <strong>{step.code ?? step.result}</strong>}
            </span>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.bar} style={barStyle(step, total)} />
            </span>
            <span className={styles.duration}>{step.duration.toFixed(1)} ms</span>
          </div>
          {step.steps.length > 0 && (
            <WaterfallSteps
              steps={step.steps}
              total={total}
              depth={depth + 1}
              parentService={step.service}
            />
          )}
        </li>
      ))}
    </ol>
  )
}

function barStyle({ start, duration }: TimedStep, total: number) {
  return {
    // Leaves room for the minimum width of a bar.
    insetInlineStart: `min(${percent(start / total)}, 100% - 3px)`,
    width: percent(duration / total),
  }
}

function percent(share: number): string {
  return `${Math.min(Math.max(share, 0), 1) * 100}%`
}
