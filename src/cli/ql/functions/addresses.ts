import { boolean, number } from '../sql.ts'
import { type Functions, ofTexts } from './function.ts'

const test = (name: string): Functions[string] =>
  ofTexts((value) => boolean(`CAST(ql_${name}(${value}) AS BOOLEAN)`), 1)
const subnet = (family: string): Functions[string] =>
  ofTexts(
    (value, cidr) => boolean(`CAST(ql_isinsubnet(${value}, ${cidr}, '${family}') AS BOOLEAN)`),
    2,
  )

/** Functions of IP addresses. */
export const ADDRESSES: Functions = {
  isvalidip: test('isvalidip'),
  isvalidipv4: test('isvalidipv4'),
  isvalidipv6: test('isvalidipv6'),
  isipinsubnet: subnet(''),
  isipv4insubnet: subnet('ipv4'),
  isipv6insubnet: subnet('ipv6'),
  ipv4tonumber: ofTexts((value) => number(`ql_ipv4tonumber(${value})`), 1),
  isprivateip: test('isprivateip'),
  ispublicip: test('ispublicip'),
  isreservedip: test('isreservedip'),
}
