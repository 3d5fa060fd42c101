import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headersIn } from './headers.ts'
import { safeGetText, type TriggerEvent } from './trigger.ts'

/** EventBridge: the events of a bus and of a schedule, which name their rule, and S3's. */
export function eventBridge(event: unknown): TriggerEvent | undefined {
  const source = safeGetText(event, 'source')
  const detailType = safeGetText(event, 'detail-type')
  if (source === undefined || detailType === undefined) return undefined
  const rule = /^aws\.(events|scheduler)$/.test(source)
    ? arnName(safeGetIn(event, 'resources', '0'))
    : undefined
  const bucket = safeGetText(safeGetIn(event, 'detail', 'bucket'), 'name')
  return {
    header: headersIn([safeGetIn(event, 'detail', '_trace')]),
    metadata: { source, detailType, rule, bucket: source === 'aws.s3' ? bucket : undefined },
  }
}
