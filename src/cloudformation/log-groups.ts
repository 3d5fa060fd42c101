import type { Service } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

/** CloudWatch indexes `traceId` in every log group by itself. */
const INDEXED_FIELDS = ['jobId', 'tenantId', 'requestId', 'action']

/**
 * Returns the properties of a log group for records, except its name: field indexes, and a retention if
 * one is given. The log group must have the class `STANDARD`, which is CloudWatch's default. Only this
 * class has indexes and finds fields in JSON.
 * @param retentionInDays days that the records are kept: a number that CloudWatch Logs accepts. Default:
 * forever
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
export function logGroupProperties(retentionInDays?: number): Resource['Properties'] {
  return {
    ...(retentionInDays !== undefined && { RetentionInDays: retentionInDays }),
    FieldIndexPolicies: [{ Fields: INDEXED_FIELDS }],
  }
}

/**
 * Returns the log groups that the description creates. They and their records stay when they leave the
 * stack, except if the deploy that creates them fails.
 */
export function logGroups({ logGroups: groups }: Service): Resources {
  const created = groups.filter(({ isCreated }) => isCreated)
  return withIds(
    'HoptraceLogs',
    created.map(({ name, retentionInDays }) => [
      name.slice(name.lastIndexOf('/') + 1),
      {
        Type: 'AWS::Logs::LogGroup',
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { LogGroupName: name, ...logGroupProperties(retentionInDays) },
      },
    ]),
  )
}
