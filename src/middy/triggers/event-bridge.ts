import { arnName } from './arn.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads events of EventBridge. Those of a schedule name their rule, those of S3 their bucket. */
export function eventBridge(event: unknown): TriggerEvent | undefined {
  const source = safeGetText(event, 'source')
  const detailType = safeGetText(event, 'detail-type')
  if (source === undefined || detailType === undefined) return undefined
  const rule = /^aws\.(events|scheduler)$/.test(source)
    ? arnName(safeGetIn(event, 'resources', '0'))
    : undefined
  const bucket = safeGetText(safeGetIn(event, 'detail', 'bucket'), 'name')
  return {
    header: headerReader([safeGetIn(event, 'detail', '_trace')]),
    metadata: { source, detailType, rule, bucket: source === 'aws.s3' ? bucket : undefined },
  }
}
