import { OpenTelemetry } from '@ai-sdk/otel'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { PrismaInstrumentation } from '@prisma/instrumentation'
import { registerTelemetry } from 'ai'

/** Makes Prisma and the AI SDK tell OpenTelemetry's API what they do. */
export function registerLibraries(): void {
  registerInstrumentations({ instrumentations: [new PrismaInstrumentation()] })
  registerTelemetry(new OpenTelemetry())
}
