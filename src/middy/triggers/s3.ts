import { safeGetIn, safeGetText } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import { recordsParser } from './records.ts'
import type { TriggerParser } from './trigger.ts'

/** Reads notifications of S3. They carry no trace. */
export const s3: TriggerParser = recordsParser('aws:s3', {
  headerOf: () => NO_HEADERS,
  metadataOf: (record) => ({ bucket: safeGetText(safeGetIn(record, 's3', 'bucket'), 'name') }),
})
