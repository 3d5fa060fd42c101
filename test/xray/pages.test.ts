// Next.js's stores need it.
import 'next/dist/server/node-environment-baseline.js'
import {
  type WorkUnitStore,
  workUnitAsyncStorage,
} from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { expect, it } from 'vitest'
import { currentTrace, requestErrors } from '../../src/next/index.ts'
import { sentBy, xray } from './daemon.ts'

const headers = { traceparent: `00-01a2033f87ef76348bbae9bc8f6c8926-00f067aa0ba902b7-01` }
const onRequestError = requestErrors({ service: 'shop', exporters: [xray()] })

it('a page that fails is a segment with the error, if requestErrors has the exporter', async () => {
  const { documents, records } = await sentBy(() =>
    onRequestError(
      new Error('no'),
      { path: '/', method: 'GET', headers },
      { routerKind: 'App Router', routePath: '/orders', routeType: 'render' },
    ),
  )
  expect(documents).toMatchObject([
    {
      id: records[0]?.spanId,
      name: 'shop',
      trace_id: '1-01a2033f-87ef76348bbae9bc8f6c8926',
      parent_id: '00f067aa0ba902b7',
      fault: true,
      http: { request: { method: 'GET', url: '/orders' } },
    },
  ])
})

it('a server component has its steps below a segment that is in progress', async () => {
  const unit = { type: 'request', headers: new Headers(headers) } as unknown as WorkUnitStore
  const { documents } = await sentBy(
    () => workUnitAsyncStorage.run(unit, () => currentTrace().hop('load', () => 1)),
    1,
  )
  const [request, step] = documents
  expect(request).toMatchObject({ name: 'shop', in_progress: true, parent_id: '00f067aa0ba902b7' })
  expect(step).toMatchObject({ name: 'load', type: 'subsegment', parent_id: request?.id })
})
