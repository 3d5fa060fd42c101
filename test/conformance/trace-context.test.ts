import { afterAll, beforeAll, describe } from 'vitest'
import { conformanceCases } from './cases.ts'
import { Harness } from './harness.ts'
import { startService } from './service.ts'

describe('a service on hoptrace', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await Harness.start(await startService())
  })
  afterAll(() => harness.stop())

  conformanceCases(() => harness)
})
