import { findUser } from '../tenant/directory.ts'
import type { MailAddress } from '../tenant/post.ts'
import type { World } from '../tenant/world.ts'
import { GraphError } from './errors.ts'

/** The directory's name for an address of any tenant. */
export function displayNameOf(world: World, address: string): string | undefined {
  const domain = address.split('@')[1]?.toLowerCase() ?? ''
  const tenant = [...world.tenants.values()].find(({ domains }) => domains.includes(domain))
  return tenant && findUser(tenant, address)?.displayName
}

/** Refuses a message that cannot go to everybody: no recipients, or one that is no address. */
export function checkRecipients(recipients: readonly MailAddress[]): void {
  if (recipients.length === 0) {
    throw new GraphError(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.')
  }
  const wrong = recipients.find(({ address }) => !isAddress(address))
  if (wrong === undefined) return
  throw new GraphError(
    400,
    'ErrorInvalidRecipients',
    `At least one recipient is not valid., Recipient '${wrong.address || wrong.name}' is not resolved. All recipients must be resolved before a message can be submitted.`,
  )
}

/** An address that the transport would take: one `@`, no blanks, a domain of labels. */
function isAddress(address: string): boolean {
  return /^[^\s@<>(),;:"[\]\\]+@[a-z0-9\u0080-\uffff](?:[a-z0-9\u0080-\uffff.-]*[a-z0-9\u0080-\uffff])?$/i.test(
    address,
  )
}
