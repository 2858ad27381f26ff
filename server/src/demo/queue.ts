import { askUntil, type DemoApi } from './api.ts'

const password = 'harbor-agent-demo'

/** People of the tenant who work in the queue: what they can, and how much at once. */
const agents = [
  {
    address: 'andre.goncalves',
    name: 'André Gonçalves',
    skills: { sales: 3, letting: 4 },
    capacity: 6,
  },
  { address: 'zofia.wojcik', name: 'Zofia Wójcik', skills: { german: 4, letting: 2 }, capacity: 5 },
]

const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => ({
  day,
  from: '08:00',
  to: '18:00',
}))

/** Nothing is acknowledged: a newcomer's first mail gets no answer that they did not write. */
const routing = {
  distribution: 'automatic',
  hours: { zone: 'America/New_York', week, holidays: [{ day: '2026-12-25', name: 'Christmas' }] },
  targetMinutes: 240,
  rules: [
    { name: 'German', when: { language: ['de'] }, effect: { skills: { german: 2 } } },
    {
      name: 'Offers',
      when: { subject: ['offer', 'Angebot'] },
      effect: { skills: { sales: 2 }, priority: 2 },
    },
  ],
}

/**
 * The shared mailbox becomes a queue, with the mail that is in it already; two agents get of it what they can. Then they are away, as
 * nobody sits there: what comes later waits until one of them, or whoever signs in as one, is available.
 */
export async function makeQueue(
  api: DemoApi,
  place: { organisationId: string; domain: string },
  say: (line: string) => void,
): Promise<{ email: string; password: string }[]> {
  const address = `rentals@${place.domain}`
  const mailbox = await api<{ id: string }>('GET', `/mailboxes/${address}`)
  const emails = await Promise.all(agents.map(async (one) => await join(api, place, mailbox.id, one)))
  const who = `/agents?organisation=${place.organisationId}`
  const ids = await prepare(api, who)
  await api('PUT', `/mailboxes/${address}/queue`, { name: 'Rentals', since: 'all' })
  await api('PUT', `/mailboxes/${address}/queue/routing`, routing)
  const { items } = await askUntil(
    async () => await api<{ items: { state: string; open: number }[] }>('GET', '/queues'),
    (answer) => answer.items.every(({ state }) => state === 'live'),
    { seconds: 60, every: 100, waitingFor: 'the mail of the queue' },
  )
  const { items: busy } = await askUntil(
    async () => await api<{ items: { name: string; load: number }[] }>('GET', who),
    (answer) => answer.items.every(({ load }) => load > 0),
    { seconds: 60, every: 100, waitingFor: 'conversations for every agent' },
  )
  await Promise.all(ids.map(async (id) => await api('PATCH', `/agents/${id}`, { presence: 'away' })))
  const loads = busy.map(({ name, load }) => `${load} with ${name}`).join(', ')
  say(`  ${items[0]?.open} conversations in the queue of ${address}: ${loads}`)
  return emails.map((email) => ({ email, password }))
}

/** Invites somebody and accepts for them; returns their address. */
async function join(
  api: DemoApi,
  { organisationId, domain }: { organisationId: string; domain: string },
  mailboxId: string,
  { address, name }: (typeof agents)[number],
): Promise<string> {
  const email = `${address}@${domain}`
  const { token } = await api<{ token: string }>('POST', '/people/invitations', {
    ...{ email, name, role: 'agent', organisationId },
    mailboxIds: [mailboxId],
  })
  await api('POST', '/join', { token, password })
  return email
}

/** What each can, and that they are there; returns their ids. */
async function prepare(api: DemoApi, who: string): Promise<string[]> {
  const { items } = await api<{ items: { id: string; name: string }[] }>('GET', who)
  return await Promise.all(
    agents.map(async ({ name, skills, capacity }) => {
      const { id } = items.find((one) => one.name === name)!
      await api('PATCH', `/agents/${id}`, { skills, capacity, presence: 'available' })
      return id
    }),
  )
}
