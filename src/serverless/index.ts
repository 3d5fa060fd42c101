import { type ServiceDescription, serviceResources } from '../cloudformation/index.ts'
import { commands, listQueries, openDashboard, runDoctor } from './commands.ts'
import { describeService, WITHIN } from './description.ts'
import type { Serverless, Utils } from './framework.ts'
import { mergeResources } from './merge-resources.ts'
import { reportRoles } from './roles.ts'
import { applySettings } from './settings.ts'

export type { PluginOptions } from './framework.ts'

/**
 * The plugin for the Serverless Framework 3 and 4 and for osls: `plugins: [hoptrace/serverless]`.
 * `custom.hoptrace` overrides its parts ({@link PluginOptions}).
 */
export default class HoptracePlugin {
  readonly commands = commands
  readonly hooks: Readonly<Record<string, () => unknown>>
  readonly #serverless: Serverless
  readonly #report: (text: string) => void

  constructor(serverless: Serverless, _options: unknown, utils: Utils) {
    this.#serverless = serverless
    this.#report = (text) => utils.log.notice(`hoptrace: ${text}`)
    this.hooks = {
      initialize: () => this.#configure(),
      'before:package:finalize': () => this.#addResources(),
      'hoptrace:queries:run': () => listQueries(serverless, utils),
      'hoptrace:doctor:run': () => runDoctor(serverless),
      'hoptrace:open:run': () => openDashboard(serverless, utils),
    }
  }

  /** Before anything else, so that local runs have the same environment. */
  #configure(): void {
    const description = this.#describe()
    applySettings(this.#serverless.service, description, this.#report)
  }

  #addResources(): void {
    const { service } = this.#serverless
    reportRoles(service, this.#report)
    mergeResources(service, serviceResources(this.#describe(), WITHIN), this.#report)
  }

  #describe(): ServiceDescription {
    const { service, classes } = this.#serverless
    try {
      const stage = this.#serverless.getProvider('aws').getStage()
      const description = describeService(service, stage)
      serviceResources(description, WITHIN)
      return description
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      // biome-ignore lint/style/useErrorCause: the framework's errors, which it shows without a stack, take none
      throw new classes.Error(error.message, 'HOPTRACE_CONFIGURATION')
    }
  }
}
