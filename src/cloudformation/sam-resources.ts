import { samEvents } from './sam-events.ts'
import { type Resource, type Resources, ref } from './template.ts'

type Properties = Resource['Properties']

const SAM = 'AWS::Serverless::'

/**
 * Returns a template's resources, with those that SAM makes of its own types instead of these. They have
 * the logical ids that SAM gives them, by which a template may refer to them, and of their properties
 * those that connect them.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export function withSamResources(resources: Resources): Resources {
  const made = Object.entries(resources).map(([id, resource]): Resources => {
    const make = MADE[resource.Type]
    return make === undefined
      ? { [id]: resource }
      : conditional(resource, make(id, resource.Properties))
  })
  return Object.assign({}, implicitApis(resources), ...made)
}

/** What SAM makes exists under the condition of what it is made of. */
function conditional(origin: Resource, made: Resources): Resources {
  if (!('Condition' in origin)) return made
  const { Condition } = origin
  return Object.fromEntries(Object.entries(made).map(([id, one]) => [id, { ...one, Condition }]))
}

const MADE: Readonly<Record<string, (id: string, properties: Properties) => Resources>> = {
  [`${SAM}Function`]: (id, properties) => ({ ...fn(id, properties), ...samEvents(id, properties) }),
  [`${SAM}StateMachine`]: (id, properties) => ({
    [id]: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} },
    ...samEvents(id, properties),
  }),
  [`${SAM}Api`]: (id, properties) => restApi(id, properties),
  [`${SAM}HttpApi`]: (id, { StageName = '$default' }) => httpApi(id, StageName),
  [`${SAM}GraphQLApi`]: graphQlApi,
  [`${SAM}SimpleTable`]: (id, Properties) => ({
    [id]: { Type: 'AWS::DynamoDB::Table', Properties },
  }),
}

function fn(id: string, properties: Properties): Resources {
  const { FunctionName, DeadLetterQueue, EventInvokeConfig } = properties
  const { OnFailure } = Object(Object(EventInvokeConfig).DestinationConfig)
  const { Type, Destination } = Object(OnFailure)
  const queue = `${id}OnFailureQueue`
  const isMade = Type === 'SQS' && Destination === undefined
  const Properties = {
    FunctionName,
    DeadLetterConfig: DeadLetterQueue,
    DestinationConfig: { OnFailure: { Destination: isMade ? ref(queue) : Destination } },
  }
  return {
    [id]: { Type: 'AWS::Lambda::Function', Properties },
    ...(isMade && { [queue]: { Type: 'AWS::SQS::Queue', Properties: {} } }),
  }
}

/** Returns the APIs that SAM makes for events that name none. */
function implicitApis(resources: Resources): Resources {
  const events = Object.values(resources)
    .filter((one) => one.Type.startsWith(SAM) && !('Condition' in one))
    .flatMap(({ Properties: { Events } }) => Object.values(Object(Events)))
    .map((event) => Object(event) as Partial<Resource>)
  const isNeeded = (type: string, api: string): boolean =>
    events.some(({ Type, Properties = {} }) => Type === type && Properties[api] === undefined)
  return {
    ...(isNeeded('Api', 'RestApiId') && restApi('ServerlessRestApi', { StageName: 'Prod' })),
    ...(isNeeded('HttpApi', 'ApiId') && httpApi('ServerlessHttpApi', '$default')),
  }
}

/** Without a definition of its own, an API has the name of the stack. */
function nameOf({ Name, DefinitionBody, DefinitionUri }: Properties): unknown {
  const isDefined = DefinitionBody !== undefined || DefinitionUri !== undefined
  return Name ?? (isDefined ? undefined : ref('AWS::StackName'))
}

function restApi(id: string, properties: Properties): Resources {
  const { StageName, DefinitionBody: Body } = properties
  const Properties = { Name: nameOf(properties), Body }
  return {
    [id]: { Type: 'AWS::ApiGateway::RestApi', Properties },
    [`${id}Stage`]: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: ref(id), StageName },
    },
  }
}

function httpApi(id: string, StageName: unknown): Resources {
  return {
    [id]: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    [`${id}Stage`]: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: ref(id), StageName } },
  }
}

/** SAM resolves each field by a pipeline of functions, each of which has a data source. */
function graphQlApi(id: string, { DataSources, Functions }: Properties): Resources {
  const sources = Object.entries(Object(Object(DataSources).Lambda)).map(([Name, source]) => {
    const { FunctionArn } = Object(source)
    const Properties = { Name, LambdaConfig: { LambdaFunctionArn: FunctionArn } }
    return [id + Name, { Type: 'AWS::AppSync::DataSource', Properties }]
  })
  const steps = Object.entries(Object(Functions)).map(([name, step]) => {
    const Properties = { DataSourceName: Object(step).DataSource }
    return [id + name, { Type: 'AWS::AppSync::FunctionConfiguration', Properties }]
  })
  return Object.fromEntries([...sources, ...steps])
}
