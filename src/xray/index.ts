import { environment } from '../core/environment.ts'
import type { Exporter } from '../core/exporter.ts'
import { sendDocument } from './daemon.ts'
import { documentOf } from './document.ts'
import { joinXray, placeOf } from './place.ts'

export type { Exporter } from '../core/exporter.ts'

/**
 * Sends each request, hop and call to X-Ray: the option `exporters` takes it. In Lambda they stand
 * below the function's own segment, elsewhere a request is a segment of its own. It needs
 * `aws-xray-sdk-core`, and a daemon at `AWS_XRAY_DAEMON_ADDRESS`, which Lambda has.
 * @returns `undefined`, which does nothing, unless `AWS_XRAY_TRACING_ENABLED` is `true`
 * @example tracing({ exporters: [xray()] })
 */
export function xray(): Exporter | undefined {
  if (environment('AWS_XRAY_TRACING_ENABLED') !== 'true') return undefined
  return {
    join: joinXray,
    spanEnded(span) {
      const place = placeOf(span)
      if (place.isSampled) sendDocument(documentOf(span, place))
    },
  }
}
