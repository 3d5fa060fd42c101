import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { direct } from './direct.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads events of EventBridge. Those of a schedule name their rule, those of S3 their bucket. */
export function eventBridge(event: unknown): TriggerEvent | undefined {
  const source = safeGetText(event, 'source')
  const detailType = safeGetText(event, 'detail-type')
  if (source === undefined || detailType === undefined) return undefined
  const rule = /^aws\.(events|scheduler)$/.test(source)
    ? arnName(safeGetIn(event, 'resources', '0'))
    : undefined
  const detail = direct(safeGet(event, 'detail'))
  const bucket = safeGetText(event, 'detail', 'bucket', 'name')
  return {
    header: detail.header,
    metadata: {
      ...detail.metadata,
      source,
      detailType,
      rule,
      bucket: source === 'aws.s3' ? bucket : undefined,
    },
    sentAt: safeGet(event, 'time'),
  }
}
