import { arnName } from './arn.ts'
import { direct } from './direct.ts'
import { type Part, textOf } from './event-values.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads events of EventBridge. Those of a schedule name their rule, those of S3 their bucket. */
export function eventBridge(event: Part): TriggerEvent | undefined {
  const source = textOf(event?.source)
  const detailType = textOf(event?.['detail-type'])
  if (source === undefined || detailType === undefined) return undefined
  const rule = /^aws\.(events|scheduler)$/.test(source) ? arnName(event?.resources?.[0]) : undefined
  const detail = direct(event?.detail)
  const bucket = textOf(event?.detail?.bucket?.name)
  return {
    header: detail.header,
    metadata: {
      ...detail.metadata,
      source,
      detailType,
      rule,
      bucket: source === 'aws.s3' ? bucket : undefined,
    },
    sentAt: event?.time,
  }
}
