// The same with hoptrace/otel.
import { trace } from '@opentelemetry/api'
import { tracing } from '../../dist/middy/index.js'
import { registerHoptrace } from '../../dist/otel/index.js'

registerHoptrace()
export const loaded = [tracing({ service: 'shop' }), trace.getTracer('shop')]
