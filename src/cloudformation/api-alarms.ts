import { type AlarmSpec, FAST, sumOf, type Term, type Watched } from './alarm-spec.ts'
import { type Found, ofType } from './beside.ts'
import { targetOf } from './references.ts'
import type { Service } from './service.ts'
import { type Resources, ref } from './template.ts'

const REST_API = 'AWS::ApiGateway::RestApi'

/** Returns the alarm over the 5xx of API Gateway, also those of requests that reach no function. */
export function apiErrors({ alarms }: Service, template: Resources): AlarmSpec {
  const { leastFaults, faultRate } = alarms
  return {
    kind: 'api-errors',
    urgency: 'page',
    meaning: `API Gateway answers more than ${faultRate} % of the requests in two of three minutes with 5xx, also those that reach no function.`,
    pace: FAST,
    watched: [...restApis(template), ...httpApis(template)].map(
      ([label, errors, requests]): Watched => ({
        label,
        terms: { errors, requests },
        expression: `IF(errors >= ${leastFaults}, 100 * errors / requests, 0)`,
        threshold: faultRate,
      }),
    ),
  }
}

/** The logical id of an API, its failed requests, and all of them, in one of its stages. */
type Counted = readonly [id: string, errors: Term, requests: Term]

function restApis(template: Resources): Counted[] {
  const stages = stagesOf(template, 'AWS::ApiGateway::Stage', 'RestApiId')
  const deployed = stagesOf(template, 'AWS::ApiGateway::Deployment', 'RestApiId')
  return unique([...stages, ...deployed]).flatMap(([api, stage]): Counted[] => {
    const name = nameOf(template[api]?.Properties ?? {})
    if (template[api]?.Type !== REST_API || name === undefined) return []
    const dimensions = { ApiName: name, Stage: stage }
    return [[api, ofApi('5XXError', dimensions), ofApi('Count', dimensions)]]
  })
}

/** Returns the REST APIs that have no alarm, since the template doesn't say their names. */
export function unnamedApis(template: Resources): string[] {
  const unnamed = ofType(template, REST_API).filter(
    ({ properties }) => nameOf(properties) === undefined,
  )
  return unnamed.map(({ id }) => id)
}

/** The metrics of a REST API have its name, which may stand in its definition. */
function nameOf({ Name, Body }: Found['properties']): unknown {
  return Name ?? Object(Object(Body).info).title
}

function httpApis(template: Resources): Counted[] {
  return stagesOf(template, 'AWS::ApiGatewayV2::Stage', 'ApiId').flatMap(
    ([api, stage]): Counted[] => {
      if (template[api]?.Properties.ProtocolType !== 'HTTP') return []
      const dimensions = { ApiId: ref(api), Stage: stage }
      return [[api, ofApi('5xx', dimensions), ofApi('Count', dimensions)]]
    },
  )
}

function stagesOf(template: Resources, type: string, member: string): [string, unknown][] {
  return ofType(template, type).flatMap(({ properties }: Found): [string, unknown][] => {
    const api = targetOf(properties[member])
    const { StageName } = properties
    return api === undefined || StageName === undefined ? [] : [[api, StageName]]
  })
}

/** A stage may be a resource and a property of a deployment. */
function unique(stages: readonly [string, unknown][]): [string, unknown][] {
  return [...new Map(stages.map((stage) => [JSON.stringify(stage), stage])).values()]
}

function ofApi(name: string, dimensions: Readonly<Record<string, unknown>>): Term {
  return sumOf({ namespace: 'AWS/ApiGateway', name, dimensions })
}
