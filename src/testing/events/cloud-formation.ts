import { ACCOUNT, idOf, REGION } from './sent.ts'

/** CloudFormation asks for a custom resource. */
export function cloudFormation() {
  return {
    RequestType: 'Create' as const,
    ServiceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`,
    ResponseURL: 'https://cloudformation-custom-resource-response.s3.amazonaws.com/answer',
    StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/shop/${idOf(1)}`,
    RequestId: idOf(2),
    LogicalResourceId: 'OrdersSchema',
    ResourceType: 'Custom::Schema',
    ResourceProperties: { ServiceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders` },
  }
}
