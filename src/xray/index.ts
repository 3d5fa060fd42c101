import type { Exporter } from '../core/exporter.ts'
import { isXrayOn } from '../core/platform/environment.ts'
import { daemonAddress } from './address.ts'
import { sendDocument } from './daemon.ts'
import { documentOf, openDocumentOf } from './document.ts'
import { joinXray, positionOf } from './segment-position.ts'

export type { Exporter } from '../core/exporter.ts'

/**
 * Creates an exporter that sends each request, hop and call to AWS X-Ray. On Lambda, requests are
 * subsegments of the function's own segment, also those of a Next.js app; elsewhere a request is a segment.
 *
 * It needs the package `aws-xray-sdk-core` and an X-Ray daemon. Lambda runs one; elsewhere it must
 * listen at `127.0.0.1:2000`, or at the address in `AWS_XRAY_DAEMON_ADDRESS`: `host:port` or
 * `tcp:host:port udp:host:port`.
 *
 * AWS's X-Ray SDK and daemon have been in maintenance since 2026-02-25.
 * @returns the exporter, for the option `exporters`; `undefined`, which the option skips, unless
 * `AWS_XRAY_TRACING_ENABLED` is `true`
 * @throws TypeError if `AWS_XRAY_TRACING_ENABLED` is `true` and the daemon's address is malformed
 *
 * @example
 * import middy from '@middy/core'
 * import { tracing } from 'hoptrace/middy'
 * import { xray } from 'hoptrace/xray'
 *
 * export const handler = middy()
 *   .use(tracing({ exporters: [xray()] }))
 *   .handler(async () => ({ statusCode: 200, body: '{}' }))
 */
export function xray(): Exporter | undefined {
  if (!isXrayOn()) return undefined
  const address = daemonAddress()
  return {
    join: joinXray,
    onSpanLeftOpen(span) {
      const position = positionOf(span)
      if (position.isSampled) sendDocument(openDocumentOf(span, position), address)
    },
    onSpanEnd(span) {
      const position = positionOf(span)
      if (position.isSampled) sendDocument(documentOf(span, position), address)
    },
  }
}
