import type { Connection } from '@tandem/model/api/connections.ts'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import { findOrganisation } from './org.ts'

/** The connection with this id, or the only one of the organisation with this name. */
export async function findConnection(client: Client, name: string): Promise<Connection> {
  if (/^[0-9a-f]{8}-/i.test(name)) {
    const byId = await client.get<Connection>(`/connections/${name}`).catch((error: unknown) => {
      if (error instanceof TandemError && error.code === 'not-found') return undefined
      throw error
    })
    if (byId !== undefined) return byId
  }
  const items = await connectionsOf(client, name)
  if (items.length === 1) return items[0]!
  const ids = items.map((item) => `${item.id} (${item.method}, ${item.state})`).join(', ')
  throw items.length === 0
    ? new TandemError(
        'not-found',
        `${name} has no connection yet. Make one: tandem connect "${name}" --method …`,
      )
    : new TandemError('invalid-input', `${name} has several connections. Take an id: ${ids}`)
}

/** All connections of the organisation with this name or id. */
export async function connectionsOf(client: Client, organisation: string): Promise<Connection[]> {
  const { id } = await findOrganisation(client, organisation)
  return (await client.get<{ items: Connection[] }>(`/organisations/${id}/connections`)).items
}
