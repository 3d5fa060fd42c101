// What a function with hoptrace and OpenTelemetry's API loads.
import { trace } from '@opentelemetry/api'
import { tracing } from '../../dist/middy/index.js'

export const loaded = [tracing({ service: 'shop' }), trace.getTracer('shop')]
