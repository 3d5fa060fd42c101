import { describe, expect, it } from 'vitest'
import { callPath } from '../../../src/core/calls/call-path.ts'
import { newSpanId } from '../../../src/core/platform/ids.ts'

const S3_SCOPE =
  'authorization: AWS4-HMAC-SHA256 Credential=A/20261130/eu-central-1/s3/aws4_request'
const random = Buffer.from(`${newSpanId()}${newSpanId()}`, 'hex').toString('base64url')

describe('the path of an automatic call', () => {
  it.each([
    ['/orders/17/items?token=hidden', '/orders/17/items'],
    ['/orders/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/items', '/orders/{…}/items'],
    [`/v1/objects/${newSpanId()}`, '/v1/objects/{…}'],
    [`/hooks/${random}xY7zQ2/send`, '/hooks/{…}/send'],
    ['/users/jo%40a.example', '/users/{…}'],
    ['/users/jo@a.example/avatar', '/users/{…}/avatar'],
    [`/texts/${'word-'.repeat(20)}`, '/texts/{…}'],
    ['/a-long-name-of-words/that-stays', '/a-long-name-of-words/that-stays'],
    ['/', '/'],
  ])('%s is written as %s', (path, shown) => {
    expect(callPath('api.example.com', path, '')).toBe(shown)
  })

  it.each([
    ['shop.s3.eu-central-1.amazonaws.com', '/invoices/jo.pdf', '', '/{…}'],
    ['s3.eu-central-1.amazonaws.com', '/shop/invoices/jo.pdf', '', '/shop/{…}'],
    ['s3.amazonaws.com', '/shop/jo.pdf?versionId=1', '', '/shop/{…}'],
    ['storage.example.com', '/shop/jo.pdf', S3_SCOPE, '/{…}'],
    ['storage.example.com', '/shop/jo.pdf?X-Amz-Credential=A%2Fs3%2Faws4_request', '', '/{…}'],
  ])('of S3 at %s has no key: %s', (host, path, headerLines, shown) => {
    expect(callPath(host, path, headerLines)).toBe(shown)
  })
})
