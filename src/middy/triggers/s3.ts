import { safeGetIn } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import { recordsParser } from './records.ts'
import { safeGetText, type TriggerParser } from './trigger.ts'

/** S3's notifications, which carry nothing of who wrote the object. */
export const s3: TriggerParser = recordsParser('aws:s3', {
  headerOf: () => NO_HEADERS,
  metadataOf: (record) => ({ bucket: safeGetText(safeGetIn(record, 's3', 'bucket'), 'name') }),
})
