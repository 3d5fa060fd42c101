import { NO_HEADERS } from './headers.ts'
import { memberAt } from './members.ts'
import { recordSource } from './records.ts'
import { type Source, textMember } from './source.ts'

/** S3's notifications, which carry nothing of who wrote the object. */
export const s3: Source = recordSource('aws:s3', {
  headerOf: () => NO_HEADERS,
  metadataOf: (record) => ({ bucket: textMember(memberAt(record, 's3', 'bucket'), 'name') }),
})
