import { accessPolicyCommands } from './access-policies.ts'
import type { Command } from './command-call.ts'
import { groupCommands } from './groups.ts'
import { roleCommands } from './roles.ts'

/** Every command that is carried out. */
export const commands: Record<string, Command> = {
  ...roleCommands,
  ...accessPolicyCommands,
  ...groupCommands,
}
