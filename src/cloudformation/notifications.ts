import type { Service } from './service.ts'
import { type Resource, type Resources, ref, sub, withIds } from './template.ts'

/** The logical id of the topic. */
export const TOPIC_ID = 'HoptraceIncidents'

/** Returns the topic that incidents are published to, its policy, and its subscriptions. */
export function notifications({ name, notify }: Service): Resources {
  return {
    [TOPIC_ID]: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: `${name}-incidents` },
    },
    HoptraceIncidentsPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref(TOPIC_ID)],
        PolicyDocument: { Version: '2012-10-17', Statement: [publishStatement(), tlsStatement()] },
      },
    },
    ...withIds(
      'HoptraceEmail',
      notify.email.map((address) => [address, subscription('email', address)]),
    ),
    ...withIds(
      'HoptracePagerDuty',
      // No logical id contains the key, which is a secret.
      notify.pagerDuty.map((key) => ['', subscription('https', pagerDutyUrl(key))]),
    ),
  }
}

function publishStatement(): object {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: ref(TOPIC_ID),
    Condition: {
      ArnLike: {
        'aws:SourceArn': sub(
          `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:*`,
        ),
      },
      StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
    },
  }
}

/** Refuses what isn't encrypted on its way, as audits of accounts demand. */
function tlsStatement(): object {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sns:Publish',
    Resource: ref(TOPIC_ID),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
}

function subscription(protocol: 'email' | 'https', endpoint: string): Resource {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: ref(TOPIC_ID), Protocol: protocol, Endpoint: endpoint },
  }
}

/** Returns the URL of PagerDuty's integration for CloudWatch, which confirms the subscription itself. */
function pagerDutyUrl(key: string): string {
  return `https://events.pagerduty.com/integration/${key}/enqueue`
}
