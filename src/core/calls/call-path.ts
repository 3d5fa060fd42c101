import { looksRandom } from '../redact/random-text.ts'

const HIDDEN = '{…}'
const MAX_SEGMENTS = 32
const MAX_LENGTH = 64
/** Characters of a path that surely has fewer segments. */
const SHORT = 60
/** Matches paths of which a part may have to be hidden. */
const MAY_HIDE = /[^/]{16}|@|%40/
const ID = /^(?:[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?=[a-f]*\d)[\da-f]{16,})$/i

/**
 * Returns a path for the record, without the query: `{…}` for keys of S3, ids that look random, addresses
 * and long segments. S3 is known by its host, or by the scope of a signature.
 */
export function callPath(hostname: string, path: string, headerLines: string): string {
  const [pathname = ''] = path.split('?', 1)
  const isAws = /\.amazonaws\.com(?:\.cn)?$/.test(hostname) && /(?:^|\.)s3[.-]/.test(hostname)
  if (isAws || /s3(?:express)?(?:\/|%2f)aws4_request/i.test(headerLines + path)) {
    // With the bucket in the path, if S3's own host says so.
    const [, bucket = ''] = (/^s3[.-]/.test(hostname) && /^(\/[^/]*)\/./.exec(pathname)) || []
    return `${bucket}/${HIDDEN}`
  }
  if (pathname.length < SHORT && !MAY_HIDE.test(pathname)) return pathname
  return pathname.split('/', MAX_SEGMENTS).map(shownOf).join('/')
}

function shownOf(segment: string): string {
  const isPlain = segment.length <= MAX_LENGTH && !/@|%40/.test(segment) && !ID.test(segment)
  return isPlain && !looksRandom(segment) ? segment : HIDDEN
}
