import { afterEach, beforeEach, expect, test } from 'vitest'
import { revokeRole } from '../tenant/directory.ts'
import { createMessage, deleteMessage, moveMessage, updateMessage } from '../tenant/messages.ts'
import { type Listener, listen } from './test-listener.ts'
import { mailContent } from './test-mail.ts'
import { mailTenant, type TestTenant } from './test-tenant.ts'

let listener: Listener

beforeEach(async () => {
  listener = await listen()
})
afterEach(() => listener.close())

async function subscribe(t: TestTenant, resource: string, headers: Record<string, string> = {}) {
  const reply = await t.ask('POST', '/v1.0/subscriptions', {
    headers,
    body: {
      changeType: 'created,updated,deleted',
      notificationUrl: listener.url,
      lifecycleNotificationUrl: listener.url,
      resource,
      expirationDateTime: new Date(t.world.clock.now() + 3_600_000).toISOString(),
    },
  })
  expect(reply.status).toBe(201)
}

function live(t: TestTenant) {
  const { world, tenant, anna } = t
  const { wellKnown } = anna.mailbox!.mail
  const message = createMessage(world, tenant, anna, wellKnown.inbox, mailContent('Neu'))
  const firstId = message.id
  updateMessage(world, tenant, anna, message, { isRead: true })
  moveMessage(world, tenant, anna, message, wellKnown.archive)
  deleteMessage(world, tenant, anna, message)
  return { message, firstId }
}

const brief = (told: Record<string, unknown>[]) =>
  told.map(({ changeType, resourceData }) => [changeType, (resourceData as { id: string }).id])

test.each([
  "users/anna@hafen.example/mailFolders('inbox')/messages",
  '/users/anna@hafen.example/mailFolders/inbox/messages',
])('a subscription to %s tells of that folder only', async (resource) => {
  const t = mailTenant()
  await subscribe(t, resource)
  const { firstId } = live(t)
  expect(brief(await listener.got(3))).toEqual([
    ['created', firstId],
    ['updated', firstId],
    ['deleted', firstId],
  ])
  await t.notifier.idle()
  expect(listener.told.flatMap(({ value }) => value)).toHaveLength(3)
})

test('a subscription to users/{id}/messages with immutable ids tells a move as a change of the same item', async () => {
  const t = mailTenant()
  await subscribe(t, `users/${t.anna.id}/messages`, { prefer: 'IdType="ImmutableId"' })
  const { message } = live(t)
  const told = await listener.got(4)
  expect(brief(told)).toEqual(
    ['created', 'updated', 'updated', 'deleted'].map((type) => [type, message.immutableId]),
  )
  expect(told[0]).toMatchObject({
    resource: `Users/${t.anna.id}/Messages/${message.immutableId}`,
    resourceData: { '@odata.type': '#Microsoft.Graph.Message' },
  })
})

test('with default ids a move within the mailbox is one item going and another coming', async () => {
  const t = mailTenant()
  await subscribe(t, 'users/anna@hafen.example/messages')
  const { message, firstId } = live(t)
  expect(brief(await listener.got(5))).toEqual([
    ['created', firstId],
    ['updated', firstId],
    ['deleted', firstId],
    ['created', message.id],
    ['deleted', message.id],
  ])
})

test('who may no longer read mail is asked to reauthorize; who never could is refused', async () => {
  const t = mailTenant()
  await subscribe(t, 'users/anna@hafen.example/messages')
  revokeRole(t.world, t.tenant, t.principal, 'Mail.ReadWrite')
  expect(await listener.got(1)).toMatchObject([{ lifecycleEvent: 'reauthorizationRequired' }])
  t.claims.roles = ['Mail.Send']
  const refused = await t.ask('POST', '/v1.0/subscriptions', {
    body: {
      changeType: 'created',
      notificationUrl: listener.url,
      resource: 'users/anna@hafen.example/messages',
      expirationDateTime: new Date(t.world.clock.now() + 3_600_000).toISOString(),
    },
  })
  expect(refused.status).toBe(403)
})
