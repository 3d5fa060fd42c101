export type { Exporter } from '../core/exporter.ts'
export type { OtlpOptions } from './options.ts'
export { otlp } from './otlp.ts'
export type { AwsCredentials } from './xray-endpoint.ts'
