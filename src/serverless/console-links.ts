/** Pages of the AWS console that show a service. */
export interface ConsoleLinks {
  readonly dashboard: string
  readonly alarms: string
  readonly queries: string
  readonly traces: string
}

/**
 * Returns the pages of a service in the console of a region.
 * @param name the service and its stage: `shop-prod`
 */
export function consoleLinks(name: string, region: string): ConsoleLinks {
  const page = `https://${region}.console.${domainOf(region)}/cloudwatch/home?region=${region}#`
  return {
    dashboard: `${page}dashboards/dashboard/${name}`,
    alarms: `${page}alarmsV2:?~(search~'${name})`,
    queries: `${page}logsV2:logs-insights`,
    traces: `${page}xray:traces/query`,
  }
}

function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.cn'
  return region.startsWith('us-gov-') ? 'amazonaws-us-gov.com' : 'aws.amazon.com'
}
