import { describe, expect, it } from 'vitest'
import type { Resources } from '../../src/cloudformation/index.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { ofType, packaged, reports } from './packaged.ts'

const REST = { handler: 'index.handler', events: [{ http: 'GET /orders' }] }

const stage = (name: string) => ({ name: 'aws', runtime: 'nodejs22.x', stage: name })

/** The names that X-Ray's rules of a template match, by the names of the rules. */
function rulesIn(resources: Resources): Record<string, string> {
  const rules = Object.values(ofType(resources, 'AWS::XRay::SamplingRule'))
  return Object.fromEntries(
    rules.map(({ Properties }) => {
      const { RuleName, ServiceName } = Object(Properties.SamplingRule)
      return [RuleName, ServiceName]
    }),
  )
}

describe('X-Ray’s sampling rules', () => {
  it.each(['dev', 'prod'])('belong to one REST API of one stage: %s', async (name) => {
    const { resources } = await packaged({ functions: { orders: REST }, provider: stage(name) })
    expect(Object.values(rulesIn(resources))).toEqual([`${name}-shop/${name}`])
    expect(Object.keys(rulesIn(resources))).toEqual([expect.stringContaining(`shop-${name}-`)])
    expect(findProblems(resources)).toEqual([])
  })

  it('are left out if nothing asks them', async () => {
    const { output, resources } = await packaged()
    expect([rulesIn(resources), reports(output)]).toEqual([{}, []])
  })

  it('that are chosen and asked by nothing are reported', async () => {
    const { output, resources } = await packaged({
      custom: { hoptrace: { sampling: { rate: 0.1 } } },
    })
    expect(rulesIn(resources)).toEqual({})
    expect(reports(output)).toEqual([
      'custom.hoptrace.sampling has no effect without custom.hoptrace.sampling.services',
    ])
  })

  it('are for the services that the options name', async () => {
    const sampling = { services: ['shop-web', 'jobs'] }
    const { resources } = await packaged({ custom: { hoptrace: { sampling } } })
    expect(Object.values(rulesIn(resources))).toEqual(['shop-web', 'jobs'])
  })

  it('are left out for a REST API whose name X-Ray refuses, which is reported', async () => {
    const apiName = 'a'.repeat(62)
    const { code, output, resources } = await packaged({
      functions: { orders: REST },
      provider: { ...stage('dev'), apiName },
    })
    expect([code, rulesIn(resources)]).toEqual([0, {}])
    expect(reports(output)).toEqual([
      `The REST API ${apiName}/dev has no sampling rule, since its name is too long: it has 66 characters, and X-Ray takes 64`,
    ])
  })
})
