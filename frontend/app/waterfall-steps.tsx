import type { TimedStep } from './timeline.ts'
import styles from './waterfall.module.css'

const INDENT_REM = 0.5

/** What a level of the waterfall is given. */
interface WaterfallStepsProps {
  readonly steps: readonly TimedStep[]
  /** The time of the whole request, in milliseconds. */
  readonly total: number
  /** How many steps contain these. */
  readonly depth?: number
  /** The service that took the step which contains these. */
  readonly within?: string
}

/** Steps as a list, within each the list of those that it contains. */
export function WaterfallSteps({ steps, total, depth = 0, within }: WaterfallStepsProps) {
  return (
    <ol>
      {steps.map((step) => (
        <li key={step.id}>
          <div className={styles.step} data-result={step.result}>
            <span
              className={styles.name}
              style={{ paddingInlineStart: `${depth * INDENT_REM}rem` }}
            >
              {step.name} {step.service !== within && <small>{step.service}</small>}{' '}
              {step.result !== 'success' && <strong>{step.code ?? step.result}</strong>}
            </span>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.bar} style={place(step, total)} />
            </span>
            <span className={styles.duration}>{step.duration.toFixed(1)} ms</span>
          </div>
          {step.steps.length > 0 && (
            <WaterfallSteps
              steps={step.steps}
              total={total}
              depth={depth + 1}
              within={step.service}
            />
          )}
        </li>
      ))}
    </ol>
  )
}

function place({ start, duration }: TimedStep, total: number) {
  return {
    // However late it is, the least width of a bar has room.
    insetInlineStart: `min(${percent(start / total)}, 100% - 3px)`,
    width: percent(duration / total),
  }
}

function percent(share: number): string {
  return `${Math.min(Math.max(share, 0), 1) * 100}%`
}
