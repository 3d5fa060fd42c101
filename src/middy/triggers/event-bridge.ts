import { arnName } from './arn.ts'
import { headersIn } from './headers.ts'
import { memberAt } from './members.ts'
import { type Incoming, textMember } from './source.ts'

/** EventBridge: the events of a bus and of a schedule, which name their rule, and S3's. */
export function eventBridge(event: unknown): Incoming | undefined {
  const source = textMember(event, 'source')
  const detailType = textMember(event, 'detail-type')
  if (source === undefined || detailType === undefined) return undefined
  const rule = /^aws\.(events|scheduler)$/.test(source)
    ? arnName(memberAt(event, 'resources', '0'))
    : undefined
  const bucket = textMember(memberAt(event, 'detail', 'bucket'), 'name')
  return {
    header: headersIn([memberAt(event, 'detail', '_trace')]),
    metadata: { source, detailType, rule, bucket: source === 'aws.s3' ? bucket : undefined },
  }
}
