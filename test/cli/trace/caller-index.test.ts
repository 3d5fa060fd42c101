import { expect, it } from 'vitest'
import { CallerIndex } from '../../../src/cli/trace/caller-index.ts'
import { Group } from '../../../src/cli/trace/group.ts'
import type { RequestRecord } from '../../../src/lines/record.ts'

let lookups = 0

class WatchedGroup extends Group {
  override get tenants(): string[] {
    lookups += 1
    return super.tenants
  }
}

/** A request of a tenant in a process, which another process called. */
function request(processId: string, index: number, tenantId: string, parentId?: string): Group {
  const id = `${processId}${index.toString(16).padStart(8, '0')}`
  const records = [{ tenantId } as RequestRecord]
  return new WatchedGroup([{ id, parentId, records, isRequest: true }])
}

function lookupsOf(count: number): number {
  const callers = Array.from({ length: count }, (_, index) =>
    request('aaaaaaaa', index, `caller-${index}`),
  )
  const called = Array.from({ length: count }, (_, index) =>
    request(`${index.toString(16).padStart(8, 'b')}`, 0, `other-${index}`, 'aaaaaaaaffffffff'),
  )
  const index = new CallerIndex([...callers, ...called])
  lookups = 0
  expect(called.map((group) => index.onlyCaller(group))).toEqual(called.map(() => undefined))
  return lookups
}

it('the caller of a request is found without looking at each request of its process', () => {
  expect(lookupsOf(2000)).toBeLessThanOrEqual(2.5 * lookupsOf(1000))
})

it('the caller is the only request of its process that may be of the tenant', () => {
  const own = request('aaaaaaaa', 1, 'acme')
  const other = request('aaaaaaaa', 2, 'other')
  const called = request('bbbbbbbb', 1, 'acme', 'aaaaaaaaffffffff')
  expect(new CallerIndex([own, other, called]).onlyCaller(called)).toBe(own)
  const twin = request('aaaaaaaa', 3, 'acme')
  expect(new CallerIndex([own, twin, called]).onlyCaller(called)).toBeUndefined()
})
