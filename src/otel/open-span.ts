import type { Attributes, AttributeValue, SpanStatus, TimeInput } from '@opentelemetry/api'
import { guard } from '../core/outcome/guard.ts'
import type { Scope } from '../core/trace/context.ts'
import { ScopeSpan } from './scope-span.ts'

/** A span that has not ended. It keeps its attributes, name and status for its record. */
export abstract class OpenSpan extends ScopeSpan {
  protected readonly attributes: Attributes
  protected name: string
  protected status: SpanStatus | undefined
  #isOver = false

  /** @param attributes belong to the span from here on */
  constructor(scope: Scope | undefined, name: string, attributes: Attributes) {
    super(scope)
    this.name = name
    this.attributes = attributes
  }

  override isRecording(): boolean {
    return !this.#isOver
  }

  override setAttribute(name: string, value: AttributeValue): this {
    this.attributes[name] = value
    return this
  }

  override setAttributes(attributes: Attributes): this {
    guard(() => Object.assign(this.attributes, attributes))
    return this
  }

  override setStatus(status: SpanStatus): this {
    this.status = status
    return this
  }

  override updateName(name: string): this {
    this.name = name
    return this
  }

  override end(endTime?: TimeInput): void {
    if (this.#isOver) return
    this.#isOver = true
    guard(() => this.write(endTime))
  }

  /** Called at the end, once. */
  protected abstract write(endTime: TimeInput | undefined): void
}
