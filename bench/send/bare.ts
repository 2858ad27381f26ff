import type { Dispatcher } from 'undici'

/** The tenant as both sides of the measurement reach it. */
export interface Tenant {
  url: string
  dispatcher: Dispatcher
  token: string
}

/** How messages go out: by drafts and looked up, or in one request each. */
export type Mode = 'exact' | 'once'

const operation = 'String {b7c0c2f5-6d0e-4f8b-9a57-5a1f0e7d3c64} Name TandemOperation'
/** What Graph lets an application do in one mailbox at a time. */
const lanes = 4
/** Letters looked up in one `$batch`: two questions each. */
const findAtOnce = 10

/**
 * The limit: the requests of the product and nothing else, four at a time in each mailbox, by as many mailboxes at a time as the
 * worker works on. No database, no states, no lease, no limits. Returns messages per second.
 */
export async function measureBare(
  tenant: Tenant,
  mailboxes: string[],
  options: { mode: Mode; messages: number; concurrency: number },
): Promise<number> {
  const { mode, messages, concurrency } = options
  const began = performance.now()
  await inLanes(mailboxes, concurrency, async (mailbox) => {
    const user = `/v1.0/users/${mailbox}`
    const ids = Array.from({ length: messages }, () => crypto.randomUUID())
    if (mode === 'once') {
      await inLanes(ids, lanes, async (id) => {
        const body = { message: letter(id), saveToSentItems: true }
        await post(tenant, `${user}/sendMail`, body, 202)
      })
      return
    }
    await inLanes(ids, lanes, async (id) => {
      const draft = (await post(tenant, `${user}/messages`, letter(id), 201)) as { id: string }
      await post(tenant, `${user}/messages/${draft.id}/send`, undefined, 202)
    })
    for (let at = 0; at < ids.length; at += findAtOnce)
      await post(tenant, '/v1.0/$batch', lookUp(user, ids.slice(at, at + findAtOnce)), 200)
  })
  return (mailboxes.length * messages) / ((performance.now() - began) / 1000)
}

function letter(id: string) {
  const address = `recipient-${id}@world.example`
  return {
    subject: `To ${address}`,
    body: { contentType: 'html', content: '<p>Hello</p>' },
    toRecipients: [{ emailAddress: { address } }],
    internetMessageId: `<${id}@bare.example>`,
    singleValueExtendedProperties: [{ id: operation, value: id }],
  }
}

function lookUp(user: string, ids: string[]) {
  const requests = ids.flatMap((id, nth) =>
    ['drafts', 'sentitems'].map((folder, place) => {
      const filter = `singleValueExtendedProperties/any(ep: ep/id eq '${operation}' and ep/value eq '${id}')`
      return {
        id: String(nth * 2 + place),
        method: 'GET',
        url: `${user.slice('/v1.0'.length)}/mailFolders/${folder}/messages?$filter=${encodeURIComponent(filter)}&$select=id`,
      }
    }),
  )
  return { requests }
}

async function post(tenant: Tenant, path: string, body: unknown, expected: number): Promise<unknown> {
  const answer = await tenant.dispatcher.request({
    origin: tenant.url,
    path,
    method: 'POST',
    headers: {
      authorization: `Bearer ${tenant.token}`,
      prefer: 'IdType="ImmutableId"',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== expected) throw new Error(`${path} answered ${answer.statusCode}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

async function inLanes<Item>(items: Item[], count: number, work: (item: Item) => Promise<void>) {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: count }, lane))
}
