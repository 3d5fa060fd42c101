import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { registerHoptrace } from 'hoptrace/otel'

// Imported first, with `--import`: the instrumentations change modules as they are loaded.
registerHoptrace()
registerInstrumentations({
  instrumentations: [
    new PgInstrumentation(),
    new HttpInstrumentation(),
    new UndiciInstrumentation(),
  ],
})
