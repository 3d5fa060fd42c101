import { type Resources, sub } from './template.ts'

/** The logical id of the key of the topic. */
export const KEY_ID = 'HoptraceKey'

/** Returns a key that CloudWatch may use to publish to a topic, managed by the account. */
export function topicKey(name: string): Resources {
  return {
    [KEY_ID]: {
      Type: 'AWS::KMS::Key',
      Properties: {
        Description: `Encrypts the notifications of ${name}.`,
        EnableKeyRotation: true,
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [accountStatement(), cloudWatchStatement()],
        },
      },
    },
  }
}

function accountStatement(): object {
  return {
    Effect: 'Allow',
    Principal: { AWS: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root`) },
    Action: 'kms:*',
    Resource: '*',
  }
}

function cloudWatchStatement(): object {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
  }
}
