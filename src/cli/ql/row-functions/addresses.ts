import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { type RowFunction, toNumber } from './row-function.ts'

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
const RESERVED = [
  '0.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

const privateRanges = rangesOf(PRIVATE)
const reservedRanges = rangesOf(RESERVED)
const subnets = new Map<string, BlockList | undefined>()
const MAX_SUBNETS = 10_000

/** Functions of IP addresses. */
export const ADDRESS_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  ql_isvalidip: toNumber((text) => Number(isIP(text ?? '') !== 0), 1),
  ql_isvalidipv4: toNumber((text) => Number(isIPv4(text ?? '')), 1),
  ql_isvalidipv6: toNumber((text) => Number(isIPv6(text ?? '')), 1),
  ql_isprivateip: toNumber((text = '') => Number(isIn(text, privateRanges)), 1),
  ql_isreservedip: toNumber((text = '') => Number(isIn(text, reservedRanges)), 1),
  ql_ispublicip: toNumber((text = '') => {
    return Number(isIP(text) !== 0 && !isIn(text, privateRanges) && !isIn(text, reservedRanges))
  }, 1),
  ql_ipv4tonumber: toNumber((text = '') => {
    if (!isIPv4(text)) return undefined
    return text.split('.').reduce((total, part) => total * 256 + Number(part), 0)
  }, 1),
  ql_isinsubnet: toNumber((text = '', cidr = '', family = '') => {
    const ranges = subnetOf(cidr)
    if (ranges === undefined || (family !== '' && familyOf(text) !== family)) return 0
    return Number(isIn(text, ranges))
  }, 3),
}

function familyOf(text: string): 'ipv4' | 'ipv6' {
  return isIPv4(text) ? 'ipv4' : 'ipv6'
}

function isIn(text: string, ranges: BlockList): boolean {
  return isIP(text) !== 0 && ranges.check(text, familyOf(text))
}

function subnetOf(cidr: string): BlockList | undefined {
  if (!subnets.has(cidr)) {
    if (subnets.size > MAX_SUBNETS) subnets.clear()
    subnets.set(cidr, isCidr(cidr) ? rangesOf([cidr]) : undefined)
  }
  return subnets.get(cidr)
}

function isCidr(text: string): boolean {
  const [address = '', bits = ''] = text.split('/')
  const max = isIPv4(address) ? 32 : 128
  return isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= max
}

function rangesOf(cidrs: readonly string[]): BlockList {
  const ranges = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/')
    ranges.addSubnet(address, Number(bits), familyOf(address))
  }
  return ranges
}
