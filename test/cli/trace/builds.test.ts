import { describe, expect, it } from 'vitest'
import { buildsOf, describeBuild } from '../../../src/cli/trace/builds.ts'
import type { RequestRecord } from '../../../src/lines/record.ts'

type Facts = Partial<Pick<RequestRecord, 'service' | 'stage' | 'version'>>

const told = (...facts: readonly Facts[]): string[] =>
  buildsOf(facts.map((one) => ({ service: 'shop', ...one }) as RequestRecord)).map(describeBuild)

describe('the builds of a trace', () => {
  it('are told by the records that say most of a service', () => {
    expect(told({}, { stage: 'prod', version: '1.2.3' }, { stage: 'prod' })).toEqual([
      'shop (prod, 1.2.3)',
    ])
    expect(told({}, { version: '1.2.3' })).toEqual(['shop (1.2.3)'])
  })

  it('are several where versions, stages or services differ', () => {
    expect(
      told(
        { stage: 'prod', version: '1' },
        { stage: 'prod', version: '2' },
        { stage: 'dev' },
        { service: 'credits' },
      ),
    ).toEqual(['shop (prod, 1)', 'shop (prod, 2)', 'shop (dev)', 'credits'])
  })
})
