import type { Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { refuseCommand } from './refusals.ts'

/** One command on its way. */
export interface CommandCall {
  world: World
  tenant: Tenant
  parameters: Record<string, unknown>
}

export type Command = (call: CommandCall) => object[]

/** A parameter as text; names are taken without regard to case, as PowerShell does. */
export function text(call: CommandCall, name: string): string | undefined {
  const value = raw(call, name)
  return value === undefined || value === null ? undefined : String(value)
}

/** A parameter that must be given. */
export function needed(call: CommandCall, name: string): string {
  const value = text(call, name)
  if (value === undefined || value === '') throw refuseCommand.missing(name)
  return value
}

/** A parameter that takes one or several. */
export function list(call: CommandCall, name: string): string[] {
  const value = raw(call, name)
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map(String)
}

/** Tells everybody that the directory changed. */
export function changed({ world, tenant }: CommandCall): void {
  world.emit({ kind: 'directory', tenantId: tenant.id })
}

function raw({ parameters }: CommandCall, name: string): unknown {
  const found = Object.keys(parameters).find((one) => one.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : parameters[found]
}
