import { afterAll, beforeAll, describe } from 'vitest'
import { conformanceCases } from '../../conformance/cases.ts'
import { Harness } from '../../conformance/harness.ts'
import { completionCases } from './cases/completion.ts'
import { controlFlowCases } from './cases/control-flow.ts'
import { devCases } from './cases/dev.ts'
import { errorCases } from './cases/errors.ts'
import { exitCases } from './cases/exit.ts'
import { proxyCases } from './cases/proxy.ts'
import { responseCases } from './cases/responses.ts'
import { staticCases } from './cases/static.ts'
import { surfaceCases } from './cases/surfaces.ts'
import { type NextApp, startNextApp } from './next-app.ts'
import { VARIANTS } from './variants.ts'

// One build and one server for all cases.
describe.each(VARIANTS)('an app on $name', (variant) => {
  let app: NextApp
  beforeAll(async () => {
    app = await startNextApp('routes', variant)
  }, 300_000)
  afterAll(() => app?.stop())

  for (const cases of [
    staticCases,
    controlFlowCases,
    errorCases,
    completionCases,
    responseCases,
    surfaceCases,
    proxyCases,
    exitCases,
  ]) {
    cases(() => app)
  }

  describe('a route behind a proxy', () => {
    let harness: Harness
    beforeAll(async () => {
      const stop = () => undefined
      harness = await Harness.start({ url: `${app.url}/behind/conformance`, stop })
    })
    afterAll(() => harness?.stop())

    conformanceCases(() => harness)
  })
})

// In this file, since `next build` and `next dev` share a folder.
devCases()
