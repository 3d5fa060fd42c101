import { ACCOUNT, exampleId, REGION } from './event-input.ts'

/**
 * Makes a request of CloudFormation for a custom resource. It carries no headers.
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.cloudFormation()
 */
export function cloudFormation() {
  return {
    RequestType: 'Create' as const,
    ServiceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`,
    ResponseURL: 'https://cloudformation-custom-resource-response.s3.amazonaws.com/answer',
    StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/shop/${exampleId(1)}`,
    RequestId: exampleId(2),
    LogicalResourceId: 'OrdersSchema',
    ResourceType: 'Custom::Schema',
    ResourceProperties: { ServiceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders` },
  }
}
