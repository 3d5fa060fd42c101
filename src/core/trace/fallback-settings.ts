import { keyRules } from '../redact/key-rules.ts'
import { MASK } from '../redact/mask.ts'
import { type Settings, serviceFieldsJson } from '../settings.ts'

const MASKER = { isPlain: () => false, text: () => MASK }

/** The settings of a detached trace if the environment's are invalid. Names are written, values masked. */
export const FALLBACK_SETTINGS: Settings = {
  service: 'unknown',
  serviceFieldsJson: serviceFieldsJson('unknown', 'process'),
  versionJson: '',
  stageJson: '',
  level: 'info',
  failureLevel: 'info',
  acceptInbound: false,
  trustSampling: false,
  traceIdInBody: 'never',
  sampler: { samples: () => true, keeps: () => true, keepsFailure: () => true },
  redactor: {
    keyInfo: (name) => ({ ...keyRules([], false)(name), rule: 'always' }),
    maskedValue: () => MASK,
    plainJson: () => undefined,
    names: MASKER,
    ...MASKER,
  },
  flushTimeoutMs: 0,
  output: { format: 'json', hasBlocks: false },
}
