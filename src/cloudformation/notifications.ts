import type { Service } from './service.ts'
import { type Resource, type Resources, ref, sub, withIds } from './template.ts'

/** The topic's logical id. */
export const TOPIC = 'HoptraceIncidents'

/** A topic that says when an incident begins and ends, who is subscribed, and that alarms may write to it. */
export function notifications({ name, notify }: Service): Resources {
  return {
    [TOPIC]: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: `${name}-incidents` },
    },
    HoptraceIncidentsPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref(TOPIC)],
        PolicyDocument: { Version: '2012-10-17', Statement: [publishStatement()] },
      },
    },
    ...withIds(
      'HoptraceEmail',
      notify.email.map((address) => [address, subscription('email', address)]),
    ),
    ...withIds(
      'HoptracePagerDuty',
      // The key is nobody's business, so it is in no logical id.
      notify.pagerDuty.map((key) => ['', subscription('https', pagerDutyUrl(key))]),
    ),
  }
}

function publishStatement(): object {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: ref(TOPIC),
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

function subscription(protocol: 'email' | 'https', endpoint: string): Resource {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: ref(TOPIC), Protocol: protocol, Endpoint: endpoint },
  }
}

/** Where PagerDuty's integration for CloudWatch takes alarms; it confirms the subscription itself. */
function pagerDutyUrl(key: string): string {
  return `https://events.pagerduty.com/integration/${key}/enqueue`
}
