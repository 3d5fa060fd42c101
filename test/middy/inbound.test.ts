import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { createLambdaTraceContext, tracing } from '../../src/middy/index.ts'
import { httpApiEvent, invoke, lambdaContext, restApiEvent } from './invocation.ts'

const ID = 'req_01a20346-79d3-70ee-a555-c76cc1296de5'
const HEX = '01a2034679d370eea555c76cc1296de5'
const OTHER = 'ab'.repeat(16)
const PARENT = 'c0ffee0123456789'
const answer = () => ({ statusCode: 200 })
const idOf = (event: unknown) => createLambdaTraceContext(event, lambdaContext()).id

describe.each([
  ['an HTTP API event', httpApiEvent],
  ['a REST API event', restApiEvent],
])('%s', (_name, eventWith) => {
  it.each(['x-trace-id', 'X-Trace-Id', 'X-TRACE-ID'])('names the trace in its %s', async (name) => {
    const { records, headers } = await invoke([tracing()], answer, eventWith({ [name]: ID }))
    expect(records.map(({ traceId }) => traceId)).toEqual([ID, ID])
    expect(headers?.['x-trace-id']).toBe(ID)
  })

  it.each(['x-internal', 'X-Internal'])(
    'shows acceptInbound its header %s in any case',
    async (name) => {
      const isInternal = tracing({ acceptInbound: (header) => header(name) === 'yes' })
      const event = eventWith({ 'x-trace-id': ID, 'x-internal': 'yes' })
      const { start } = await invoke([isInternal], answer, event)
      expect(start.traceId).toBe(ID)
    },
  )

  it.each([
    ['a foreign id', 'abc_xyz-789'],
    ['an id of 128 characters', 'x'.repeat(128)],
    ['a UUID without a version', 'req_ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ])('names the trace with %s', (_kind, id) => {
    expect(idOf(eventWith({ 'x-trace-id': id }))).toBe(id)
  })

  it.each([
    ['multi-value headers', eventWith(null, { multiValueHeaders: { 'X-Trace-Id': [ID] } })],
    ['an empty headers object too', eventWith({}, { multiValueHeaders: { 'x-trace-id': [ID] } })],
    [
      'headers without a prototype',
      eventWith(Object.assign(Object.create(null), { 'X-Trace-ID': ID })),
    ],
  ])('names the trace in %s', (_where, event) => {
    expect(idOf(event)).toBe(ID)
  })

  it.each([
    ['a newline', 'req_hostile\n{"level":"error"}'],
    ['quotes', 'req_hostile","admin":"true'],
    ['10 kB', 'hostile'.repeat(1500)],
    ['129 characters', `hostile${'x'.repeat(122)}`],
    ['other letters', 'req_hostilé'],
    ['nothing', ''],
    ['zeros', 'req_00000000-0000-0000-0000-000000000000'],
    ['a list', ' hostile, hostile'],
  ])(
    'gets a new trace id if the sent one contains %s, which is never logged',
    async (_kind, hostile) => {
      const event = eventWith({ 'x-trace-id': hostile, traceparent: hostile, tracestate: hostile })
      const { lines, start, headers } = await invoke([tracing()], answer, event)
      expect(start.traceId).toMatch(/^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
      expect(headers?.['x-trace-id']).toBe(start.traceId)
      expect(lines.join()).not.toMatch(/hostil|-0{12}/)
      expect(start).not.toHaveProperty('parentId')
    },
  )

  it.each([
    ['null', null],
    ['missing', undefined],
    ['a string', 'x-trace-id'],
    ['not text', { 'x-trace-id': 17, traceparent: {} }],
    ['a list without an item', { 'x-trace-id': [] }],
    ['keyed by __proto__', JSON.parse('{"__proto__":{"x-trace-id":"polluted"}}')],
  ])('begins a new trace if its headers are %s', async (_kind, given) => {
    const { start } = await invoke([tracing()], answer, eventWith(given))
    expect(start.traceId).toMatch(/^req_[0-9a-f-]{36}$/)
    expect(Object.hasOwn(Object.prototype, 'x-trace-id')).toBe(false)
  })

  it('continues a traceparent as its child', async () => {
    const traceparent = `00-${HEX}-${PARENT}-01`
    const event = eventWith({ Traceparent: traceparent })
    const { start, ending } = await invoke([tracing()], answer, event)
    expect(start).toMatchObject({ traceId: ID, parentId: PARENT })
    expect(ending.spanId).toMatch(/^[0-9a-f]{16}$/)
    expect(ending.spanId).not.toBe(PARENT)
    expect(start).not.toHaveProperty('links')
  })

  it('continues both headers if they agree, or if x-trace-id is foreign', async () => {
    const traceparent = `00-${HEX}-${PARENT}-01`
    const agreeing = await invoke([tracing()], answer, eventWith({ 'x-trace-id': ID, traceparent }))
    expect(agreeing.start).toMatchObject({ traceId: ID, parentId: PARENT })
    const event = eventWith({ 'x-trace-id': 'foreign', traceparent })
    const { start } = await invoke([tracing()], answer, event)
    expect(start).toMatchObject({ traceId: 'foreign', parentId: PARENT, w3cTraceId: HEX })
    expect([agreeing.start.links, start.links]).toEqual([undefined, undefined])
  })

  describe('if X-Ray has begun another trace for the invocation', () => {
    const root = `1-${OTHER.slice(0, 8)}-${OTHER.slice(8)}`
    const received = { 'x-amzn-trace-id': `Root=${root};Parent=${PARENT};Sampled=1` }
    const context = (own: string) => lambdaContext({ xRayTraceId: `${own};Parent=${PARENT}` })
    const lambdaRoot = `Root=1-${HEX.slice(0, 8)}-${HEX.slice(8)}`

    it('links to the trace of its event', async () => {
      const event = eventWith(received)
      const { start } = await invoke([tracing()], answer, event, context(lambdaRoot))
      expect(start.traceId).toBe(ID)
      expect(start.links).toEqual(['req_abababab-abab-abab-abab-abababababab'])
    })

    it('has no link if the event’s trace is refused, the same, or beside an x-trace-id', async () => {
      const refusing = [tracing({ acceptInbound: false })]
      const invocations = [
        await invoke(refusing, answer, eventWith(received), context(lambdaRoot)),
        await invoke([tracing()], answer, eventWith(received), context(`Root=${root}`)),
        await invoke(
          [tracing()],
          answer,
          eventWith({ ...received, 'x-trace-id': ID }),
          context(lambdaRoot),
        ),
      ]
      expect(invocations.map(({ start }) => start.links)).toEqual([undefined, undefined, undefined])
    })
  })

  it('continues x-trace-id and links to the traceparent if they disagree', async () => {
    const event = eventWith({ 'x-trace-id': ID, traceparent: `00-${OTHER}-${PARENT}-01` })
    let outbound = new Headers()
    const handle = () => {
      outbound = currentTrace().headers()
    }
    const { start, ending } = await invoke([tracing()], handle, event)
    const links = ['req_abababab-abab-abab-abab-abababababab']
    expect([start.traceId, start.links, ending.links]).toEqual([ID, links, links])
    expect(start).not.toHaveProperty('parentId')
    expect(outbound.get('traceparent')).toMatch(`00-${HEX}-${start.spanId}-`)
  })
})

describe('the action', () => {
  it.each([
    ['POST /process/{id}', httpApiEvent()],
    ['PUT /process/{id}', restApiEvent()],
    ['bg-remover-process', httpApiEvent({}, { routeKey: '$default' })],
    ['bg-remover-process', { Records: [] }],
  ])('is %s by default, and never a raw path', async (action, event) => {
    const { records, lines } = await invoke([tracing()], answer, event)
    expect(records.map((record) => record.action)).toEqual([action, action])
    expect(lines.join()).not.toContain('hidden')
  })

  it('is the option, like service and layer', async () => {
    const options = { action: 'bg-remover:process', service: 'bg-remover', layer: 'backend-api' }
    const { start, ending } = await invoke([tracing(options)], answer)
    expect(start).toMatchObject(options)
    expect(ending).toMatchObject(options)
  })
})

describe('an event that is not a request', () => {
  it.each([null, 'text', 17, true, [], [null], {}, { requestContext: null }, { httpMethod: 7 }])(
    'is traced: %j',
    async (event) => {
      const { value, start } = await invoke([tracing()], (given) => [given], event)
      expect(value).toEqual([event])
      expect(start).toMatchObject({ action: 'bg-remover-process', layer: 'lambda' })
      expect(start).not.toHaveProperty('metadata')
    },
  )
})

describe('wrong options', () => {
  afterEach(() => {
    vi.stubEnv('HOPTRACE_LEVEL', undefined)
  })

  it.each([
    [{ service: 5 }, "'service' must be a non-empty string, got 5"],
    [{ action: '' }, "'action' must be a non-empty string, got ''"],
    [{ layer: null }, "'layer' must be a non-empty string, got null"],
    [{ level: 'loud' }, "option 'level' must be debug, info, warn, error or silent, got 'loud'"],
    [{ level: 3 }, "option 'level' must be debug, info, warn, error or silent, got 3"],
    [{ servce: 'x' }, "unknown option 'servce'"],
    [null, 'options must be an object, got null'],
    ['bg-remover', "options must be an object, got 'bg-remover'"],
  ])('throw a TypeError at set-up: %o', (options, message) => {
    const setUp = () => tracing(options as never)
    expect(setUp).toThrow(TypeError)
    expect(setUp).toThrow(message)
  })

  it('throw a TypeError at set-up if they come from the environment', () => {
    vi.stubEnv('HOPTRACE_LEVEL', 'loud')
    expect(() => tracing()).toThrow(TypeError)
    expect(() => tracing()).toThrow(
      "HOPTRACE_LEVEL must be debug, info, warn, error or silent, got 'loud'",
    )
  })
})
