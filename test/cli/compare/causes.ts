/** What a request of the planted log is about, before it runs. */
export interface PlantedRequest {
  readonly time: number
  readonly action: string
  readonly version: string
  readonly tenantId: string
  readonly region: string
  readonly plan: string
  readonly newCheckout: boolean
  readonly itemId: string | undefined
  readonly memoryUsed: number
  readonly isCold: boolean
}

/** What a cause does to a request. */
export interface Effect {
  /** Milliseconds of the function's own time. */
  readonly own?: number
  /** Milliseconds of a step, by its name. */
  readonly step?: { readonly name: string; readonly ms: number; readonly attempts?: number }
  /** The probability of a 404 beside the usual one. */
  readonly notFound?: number
}

/** A cause that is planted in a log. */
export interface PlantedCause {
  readonly name: string
  /** Whether a version is deployed in the second half. */
  readonly isDeploy?: boolean
  /** Returns the effect on a request of the second half. `progress` grows from 0 to 1 in it. */
  effect(request: PlantedRequest, size: number, at: EffectTime): Effect | undefined
  /** The fields that the first answer must name. */
  readonly needed?: readonly string[]
  /** The values that the first answer may name. */
  readonly members?: Readonly<Record<string, string | RegExp>>
  /** The step that must be the first answer. */
  readonly step?: string
  /** Whether the first answer must be a drift. */
  readonly isDrift?: boolean
}

interface EffectTime {
  readonly progress: number
  /** A number from 0 to below 1 of the request. */
  readonly luck: number
}

const EFFECT_MS = 900
const slower = (size: number): Effect => ({ own: EFFECT_MS * size })
const WHAT_IT_DOES = {
  action: /./,
  service: /./,
  layer: /./,
  functionName: /./,
  'metadata.path': /./,
  'metadata.method': /./,
}

/** The causes, at full size 900 ms. */
export const CAUSES: readonly PlantedCause[] = [
  {
    name: 'version',
    isDeploy: true,
    effect: ({ version, action }, size) =>
      version === 'v42' && action === 'orders:get' ? slower(size) : undefined,
    needed: ['version'],
    members: { version: 'v42', ...WHAT_IT_DOES },
  },
  {
    name: 'tenant',
    effect: ({ tenantId }, size) => (tenantId === 'tenant-3' ? slower(size) : undefined),
    needed: ['tenantId'],
    members: { tenantId: 'tenant-3', ...WHAT_IT_DOES },
  },
  {
    name: 'region',
    effect: ({ region }, size) => (region === 'ap-south-1' ? slower(size) : undefined),
    needed: ['metadata.region'],
    members: { 'metadata.region': 'ap-south-1', ...WHAT_IT_DOES },
  },
  {
    name: 'cold start',
    effect: ({ isCold }, size) => (isCold ? slower(size) : undefined),
    needed: ['coldStart'],
    members: { coldStart: 'true', ...WHAT_IT_DOES },
  },
  {
    name: 'slow dependency',
    effect: (_, size) => ({ step: { name: 'service:inventory:check', ms: EFFECT_MS * size } }),
    step: 'service:inventory:check',
  },
  {
    name: 'flag',
    effect: ({ newCheckout, action }, size) =>
      newCheckout && action !== 'login' ? slower(size) : undefined,
    needed: ['metadata.flags.newCheckout'],
    members: { 'metadata.flags.newCheckout': 'true', ...WHAT_IT_DOES },
  },
  {
    name: 'bad item',
    effect: ({ itemId }, size) => (itemId === 'item-30' ? slower(size) : undefined),
    needed: ['metadata.itemId'],
    members: { 'metadata.itemId': 'item-30', ...WHAT_IT_DOES },
  },
  {
    name: 'memory',
    effect: ({ memoryUsed }, size) => (memoryUsed > 235 ? slower(size) : undefined),
    needed: ['metadata.memoryUsed'],
    members: { 'metadata.memoryUsed': /^(over |2\d\d to )/, ...WHAT_IT_DOES },
  },
  {
    name: 'pair',
    effect: ({ plan, region }, size) =>
      plan === 'pro' && region === 'eu-west-1' ? slower(size) : undefined,
    needed: ['metadata.plan', 'metadata.region'],
    members: { 'metadata.plan': 'pro', 'metadata.region': 'eu-west-1' },
  },
  {
    name: 'drift',
    effect: (_, size, { progress }) => ({ own: EFFECT_MS * size * progress }),
    isDrift: true,
  },
  {
    name: '404 deploy',
    isDeploy: true,
    effect: ({ version, action }, size) =>
      version === 'v42' && action === 'items:get' ? { notFound: 0.12 * size } : undefined,
    needed: ['version'],
    members: { version: 'v42', ...WHAT_IT_DOES },
  },
  {
    name: 'retries',
    effect: (_, size, { luck }) =>
      luck < 0.3
        ? { step: { name: 'service:dynamodb:query', ms: EFFECT_MS * size, attempts: 3 } }
        : undefined,
    step: 'service:dynamodb:query',
  },
]
