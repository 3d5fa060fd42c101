export { alexa } from './alexa.ts'
export { appSync, appSyncBatch } from './app-sync.ts'
export { httpApiAuthorizer, requestAuthorizer, tokenAuthorizer } from './authorizer.ts'
export { cloudFormation } from './cloud-formation.ts'
export { cognito } from './cognito.ts'
export { direct, iot } from './direct.ts'
export { dynamodb } from './dynamodb.ts'
export { eventBridge, schedule } from './event-bridge.ts'
export {
  alb,
  albMultiValue,
  functionUrl,
  httpApi,
  lattice,
  latticeV1,
  restApi,
  webSocket,
} from './http.ts'
export { kafka } from './kafka.ts'
export { firehose, kinesis } from './kinesis.ts'
export { logs } from './logs.ts'
export { activeMq, rabbitMq } from './mq.ts'
export { s3, s3EventBridge } from './s3.ts'
export { sns, snsNotification } from './sns.ts'
export { sqs, sqsFifo } from './sqs.ts'
