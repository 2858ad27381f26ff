import type { Demo } from './demo.ts'
import type { World } from './situations.ts'

/** Somebody who works in the Workspace. */
export interface AgentPerson {
  id: string
  name: string
  email: string
  password: string
}

/** Invites people as agents of these mailboxes, and accepts for them; they can sign in then. */
export async function makeAgents(
  demo: Demo,
  world: World,
  names: string[],
  mailboxIds: string[],
): Promise<AgentPerson[]> {
  const people: AgentPerson[] = []
  for (const name of names) {
    const email = `${name.split(' ')[0]!.toLowerCase()}@harborrealty.example`
    const password = `${name} works here`
    const { token } = await world.api<{ token: string }>('POST', '/people/invitations', {
      email,
      name,
      role: 'agent',
      organisationId: demo.organisations[0]!.id,
      mailboxIds,
    })
    await world.api('POST', '/join', { token, name, password })
    const { items } = await world.api<{ items: { id: string; email: string }[] }>('GET', '/agents')
    people.push({ id: items.find((one) => one.email === email)!.id, name, email, password })
  }
  return people
}
