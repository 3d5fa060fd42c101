import type { Exporter } from '../core/exporter.ts'
import { isXrayOn } from '../core/platform/environment.ts'
import { daemonAddress } from './address.ts'
import { sendDocument } from './daemon.ts'
import { documentOf, openDocumentOf } from './document.ts'
import { joinXray, positionOf } from './segment-position.ts'

export type { Exporter } from '../core/exporter.ts'

/**
 * Sends each request, hop and call to X-Ray: the option `exporters` takes it. In Lambda they stand
 * below the function's own segment, elsewhere a request is a segment of its own. It needs
 * `aws-xray-sdk-core`, and a daemon, which Lambda has: `AWS_XRAY_DAEMON_ADDRESS` names another than
 * `127.0.0.1:2000`, as `host:port` or `tcp:host:port udp:host:port`.
 * @returns `undefined`, which does nothing, unless `AWS_XRAY_TRACING_ENABLED` is `true`
 * @throws TypeError when it is on, and the daemon's address is none
 * @example tracing({ exporters: [xray()] })
 */
export function xray(): Exporter | undefined {
  if (!isXrayOn()) return undefined
  const address = daemonAddress()
  return {
    join: joinXray,
    onSpanLeftOpen(span) {
      const place = positionOf(span)
      if (place.isSampled) sendDocument(openDocumentOf(span, place), address)
    },
    onSpanEnd(span) {
      const place = positionOf(span)
      if (place.isSampled) sendDocument(documentOf(span, place), address)
    },
  }
}
