import {
  resourcesBeside,
  type ServiceDescription,
  serviceResources,
  templateProblems,
} from '../cloudformation/index.ts'
import { environment } from '../core/platform/environment.ts'
import { commands, listQueries, openDashboard, runDoctor } from './commands.ts'
import { commitOf } from './commit.ts'
import { writeConfigFile } from './config-file.ts'
import { deployedResources } from './deployed-resources.ts'
import { describeService, edgeFunctions, OPTION_PREFIX } from './description.ts'
import type { Reporter, Serverless, Utils } from './framework.ts'
import { completeLogGroups } from './log-groups.ts'
import { mergeResources } from './merge-resources.ts'
import { passOutputOn } from './offline.ts'
import { samplingOf } from './sampling.ts'
import { applySettings } from './settings.ts'
import { type Choices, permitTracing, turnOnTracing } from './tracing.ts'

export type { PluginOptions } from './framework.ts'

/**
 * The plugin for the Serverless Framework 3 and 4 and for osls. It adds X-Ray tracing, metrics,
 * indexes of logs, saved queries, alarms, a dashboard and sampling rules to a service. The options under
 * `custom.hoptrace` ({@link PluginOptions}) change the parts or leave them out.
 *
 * @example
 * // A serverless.ts file; the same in YAML is `plugins: [hoptrace/serverless]`.
 * export default {
 *   service: 'shop',
 *   plugins: ['hoptrace/serverless'],
 *   provider: { name: 'aws', runtime: 'nodejs24.x' },
 *   functions: { orders: { handler: 'orders.handler' } },
 * }
 */
export default class HoptracePlugin {
  /** The commands `serverless hoptrace …`. */
  readonly commands = commands
  /** What the plugin does at each event of the framework. */
  readonly hooks: Readonly<Record<string, () => unknown>>
  readonly #serverless: Serverless
  readonly #report: Reporter
  /** What the plugin decides on tracing. */
  #tracing: Choices = { turnedOn: new Set(), foreign: new Set() }

  /**
   * Is called by the framework.
   * @param serverless the framework
   * @param _options the options of the command line, which are not used
   * @param utils the framework's tools to write to the terminal
   */
  constructor(serverless: Serverless, _options: unknown, utils: Utils) {
    this.#serverless = serverless
    this.#report = (text) => utils.log.notice(`hoptrace: ${text}`)
    this.hooks = {
      // The first event, so that local runs have the same environment.
      initialize: () => this.#configure(),
      'before:offline:start': () => passOutputOn(serverless.service),
      'before:offline:start:init': () => passOutputOn(serverless.service),
      // The template has all plugins' roles, and not yet what `resources:` changes.
      'before:aws:package:finalize:mergeCustomProviderResources': () => this.#addResources(),
      'before:aws:package:finalize:saveServiceState': () => this.#reportProblems(),
      'hoptrace:queries:run': () => listQueries(serverless, this.#describe(), utils),
      'hoptrace:doctor:run': () => runDoctor(serverless),
      'hoptrace:config:run': () => writeConfigFile(serverless, this.#describe(), utils),
      'hoptrace:open:run': () => openDashboard(serverless, utils),
    }
  }

  #configure(): void {
    const { service, serviceDir = '.' } = this.#serverless
    const description = {
      ...this.#describe(),
      version: environment('HOPTRACE_VERSION') || commitOf(serviceDir),
    }
    for (const key of edgeFunctions(service))
      this.#report(`functions.${key} stays as it is: Lambda@Edge has no environment and no X-Ray`)
    this.#tracing = turnOnTracing(service, this.#report)
    applySettings(service, description, this.#report)
  }

  #addResources(): void {
    const { service } = this.#serverless
    const description = this.#describe()
    permitTracing(service, this.#tracing, this.#report)
    completeLogGroups(service, description, this.#report)
    const sampling = samplingOf(service, description.sampling, this.#report)
    // The functions' log groups are the framework's.
    const { lambda: _, ...retention } = description.retention ?? {}
    const described = { ...description, sampling, retention }
    const { resources, notices } = this.#refusing(() =>
      resourcesBeside(deployedResources(service), described, OPTION_PREFIX),
    )
    for (const notice of notices) this.#report(notice)
    mergeResources(service, resources, this.#report)
  }

  /** Other plugins may have added resources. */
  #reportProblems(): void {
    const { compiledCloudFormationTemplate } = this.#serverless.service.provider
    for (const problem of templateProblems(compiledCloudFormationTemplate)) this.#report(problem)
  }

  #describe(): ServiceDescription {
    return this.#refusing(() => {
      const { service, serviceDir } = this.#serverless
      const stage = this.#serverless.getProvider('aws').getStage()
      const description = describeService(service, stage, serviceDir)
      serviceResources({ ...description, logGroups: true }, OPTION_PREFIX)
      return description
    })
  }

  /** The framework shows an error of its own class without a stack. */
  #refusing<T>(work: () => T): T {
    const { classes } = this.#serverless
    try {
      return work()
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      // biome-ignore lint/style/useErrorCause: the framework's error class takes no cause
      throw new classes.Error(error.message, 'HOPTRACE_CONFIGURATION')
    }
  }
}
