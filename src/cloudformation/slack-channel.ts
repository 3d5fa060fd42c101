import { LIMITS } from './limits.ts'
import type { Service } from './service.ts'
import type { SlackChannel } from './service-description.ts'
import { shortName } from './short-name.ts'
import { type Resources, sub } from './template.ts'

const ROLE_ID = 'HoptraceSlackRole'

/**
 * Returns a Slack channel that shows incidents, and the role that reads the alarms' graphs. The
 * channel can do nothing else: without guardrails it would be an administrator.
 */
export function slackChannel(
  { name }: Service,
  { workspaceId, channelId }: SlackChannel,
  topic: unknown,
): Resources {
  return {
    HoptraceSlack: {
      Type: 'AWS::Chatbot::SlackChannelConfiguration',
      Properties: {
        ConfigurationName: shortName(`${name}-incidents`, LIMITS.stackName),
        SlackWorkspaceId: workspaceId,
        SlackChannelId: channelId,
        IamRoleArn: { 'Fn::GetAtt': [ROLE_ID, 'Arn'] },
        SnsTopicArns: [topic],
        GuardrailPolicies: [sub(`arn:\${AWS::Partition}:iam::aws:policy/CloudWatchReadOnlyAccess`)],
      },
    },
    [ROLE_ID]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'chatbot.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'read-alarms',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'],
                  Resource: '*',
                },
              ],
            },
          },
        ],
      },
    },
  }
}
