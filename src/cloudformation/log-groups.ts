import type { Service } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

/** CloudWatch indexes `traceId` in every log group by itself. */
const INDEXED_FIELDS = ['jobId', 'tenantId', 'requestId', 'action']

/**
 * Returns the properties of a log group for records, except its name: a retention, the class
 * `STANDARD`, and field indexes. Only the class `STANDARD` finds fields in JSON, and a log group's
 * class can't be changed later.
 * @param retentionInDays days that the records are kept: a number that CloudWatch Logs accepts
 * @returns properties of `AWS::Logs::LogGroup`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 *
 * @example
 * import { logGroupProperties, type Resource } from 'hoptrace/cloudformation'
 *
 * export const frontendLogs: Resource = {
 *   Type: 'AWS::Logs::LogGroup',
 *   Properties: { LogGroupName: '/shop/frontend', ...logGroupProperties(7) },
 * }
 */
export function logGroupProperties(retentionInDays: number): Resource['Properties'] {
  return {
    RetentionInDays: retentionInDays,
    LogGroupClass: 'STANDARD',
    FieldIndexPolicies: [{ Fields: INDEXED_FIELDS }],
  }
}

/** Returns the log groups of a service's functions and of its frontend. */
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
