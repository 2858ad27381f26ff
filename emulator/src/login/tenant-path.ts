import type { Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { SignInRefused } from './errors.ts'

/** What the first segment of a sign-in path stands for. */
export type TenantPath =
  | { kind: 'tenant'; tenant: Tenant }
  | { kind: 'any'; name: 'common' | 'organizations' }

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i

/** True for the shape of a GUID, which no client secret value ever has. */
export function isGuid(text: string): boolean {
  return guid.test(text)
}

/** The tenant of a path segment (GUID, verified domain, `common`, `organizations`); else 90002 or 900023. */
export function resolveTenant(world: World, segment: string): TenantPath {
  const wanted = segment.toLowerCase()
  if (wanted === 'common' || wanted === 'organizations') return { kind: 'any', name: wanted }
  for (const tenant of world.tenants.values()) {
    if (tenant.id === wanted || tenant.domains.includes(wanted)) return { kind: 'tenant', tenant }
  }
  throw new SignInRefused(isGuid(wanted) || domain.test(wanted) ? 90002 : 900023, [segment])
}
