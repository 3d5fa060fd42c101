import type { Commands } from '../command.ts'
import { cloudformationCommand } from './cloudformation.ts'
import { compareCommand } from './compare.ts'
import { completionCommand } from './completion.ts'
import { costCommand } from './cost.ts'
import { devCommand } from './dev.ts'
import { doctorCommand } from './doctor.ts'
import { initCommand } from './init.ts'
import { mapCommand } from './map.ts'
import { mcpCommand } from './mcp.ts'
import { otlpCommand } from './otlp.ts'
import { probeCommand } from './probe.ts'
import { queriesCommand } from './queries.ts'
import { queryCommand } from './query.ts'
import { sourceMapsCommand } from './source-maps.ts'
import { tailCommand } from './tail.ts'
import { traceCommand } from './trace.ts'

/** All commands, in the order in which `hoptrace --help` lists them. */
export const COMMANDS: Commands = {
  trace: traceCommand,
  query: queryCommand,
  queries: queriesCommand,
  probe: probeCommand,
  dev: devCommand,
  tail: tailCommand,
  compare: compareCommand,
  map: mapCommand,
  cost: costCommand,
  doctor: doctorCommand,
  init: initCommand,
  mcp: mcpCommand,
  cloudformation: cloudformationCommand,
  otlp: otlpCommand,
  completion: completionCommand(() => COMMANDS),
  'source-maps': sourceMapsCommand,
}
