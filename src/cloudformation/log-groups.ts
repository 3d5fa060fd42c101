import type { Service } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

/** What requests are looked up by. `traceId` is an index of every group by itself. */
const INDEXED = ['jobId', 'tenantId', 'requestId', 'action']

/**
 * What a log group of records needs beside its name: an end, fields that are found, and indexes.
 * Only the class Standard finds fields; a class is fixed when a group is made.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export function logGroupProperties(retentionInDays: number): Resource['Properties'] {
  return {
    RetentionInDays: retentionInDays,
    LogGroupClass: 'STANDARD',
    FieldIndexPolicies: [{ Fields: INDEXED }],
  }
}

/** The log groups of a service's functions and of its frontend. */
export function logGroups({ logGroups: groups }: Service): Resources {
  return withIds(
    'HoptraceLogs',
    groups.map(({ name, retentionInDays }) => [
      name.slice(name.lastIndexOf('/') + 1),
      {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: name, ...logGroupProperties(retentionInDays) },
      },
    ]),
  )
}
