import { pageName } from './incident-names.ts'
import type { Service } from './service.ts'
import { slackChannel } from './slack-channel.ts'
import { type Resource, type Resources, ref, sub, withIds } from './template.ts'
import { KEY_ID, topicKey } from './topic-key.ts'

const TOPIC_ID = 'HoptraceIncidents'

/** Whether the service's stage is one that notifies. */
export function notifies({ stage, notify }: Service): boolean {
  return notify.stages.includes(stage)
}

/** Returns the topic that incidents are published to: the service's own, or one that exists. */
export function topicOf({ notify }: Service): unknown {
  return notify.topic ?? ref(TOPIC_ID)
}

/** Returns the topic that incidents are published to, its policy, and its subscriptions. */
export function notifications(service: Service): Resources {
  if (!notifies(service)) return {}
  const { notify } = service
  return {
    ...(notify.topic === undefined && ownTopic(service)),
    ...withIds(
      'HoptraceEmail',
      notify.email.map((address) => [address, subscription(service, 'email', address)]),
    ),
    ...withIds(
      'HoptracePagerDuty',
      // No logical id contains the key, which is a secret.
      notify.pagerDuty.map((key) => ['', pagerDuty(service, key)]),
    ),
    ...(notify.slack !== undefined && slackChannel(service, notify.slack, topicOf(service))),
  }
}

function ownTopic({ name, notify }: Service): Resources {
  const { kmsKey } = notify
  const key = kmsKey === true ? ref(KEY_ID) : kmsKey
  return {
    [TOPIC_ID]: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: `${name}-incidents`,
        ...(key !== undefined && { KmsMasterKeyId: key }),
      },
    },
    HoptraceIncidentsPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref(TOPIC_ID)],
        PolicyDocument: { Version: '2012-10-17', Statement: [publishStatement(), tlsStatement()] },
      },
    },
    ...(kmsKey === true && topicKey(name)),
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

/** PagerDuty hears only of what wakes somebody, and confirms the subscription itself. */
function pagerDuty(service: Service, key: string): Resource {
  const url = `https://events.pagerduty.com/integration/${key}/enqueue`
  return subscription(service, 'https', url, {
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: { AlarmName: [pageName(service)] },
  })
}

function subscription(
  service: Service,
  protocol: 'email' | 'https',
  endpoint: string,
  filter: object = {},
): Resource {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: topicOf(service), Protocol: protocol, Endpoint: endpoint, ...filter },
  }
}
