import type { Setup } from '../../shapes.ts'
import type { Known } from './scripts.ts'

/** What the scripts can be filled with so far. */
export function knownOf(given: { state: Setup; connection: NonNullable<Setup['connection']> }): Known {
  const { tenantId, clientId } = given.connection.settings
  return {
    name: given.state.applicationName,
    tenantId: typeof tenantId === 'string' ? tenantId : undefined,
    clientId: typeof clientId === 'string' ? clientId : undefined,
  }
}
