import type { OutgoingMessage, Template } from '@tandem/model/api/messages.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'

const { provider } = createMemoryServer()
const { app, db, asOperator, organisation } = await createTestApi({ providers: { memory: provider } })
const mailbox = await createTestMailbox(db)
const { organisationId } = mailbox
await db.updateTable('connection').set({ wanted: '{"send": true}' }).execute()

async function ask<Body = Template>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
  headers = asOperator,
) {
  const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json() as Body }
}

const signature = (html: string, changes: object = {}) => ({
  kind: 'signature',
  name: 'Mine',
  html,
  isDefault: true,
  ...changes,
})

test('POST /templates adds one, GET reads and lists it, PATCH changes it, DELETE removes it', async () => {
  const given = {
    kind: 'template',
    name: 'Viewing',
    subject: '{{a}}',
    html: '<p>{{b}} {{a}}</p>',
    organisationId,
  }
  const made = await ask('POST', '/templates', given)
  expect(made).toMatchObject({ status: 201, body: { mailboxId: null, fields: ['a', 'b'], isDefault: false } })
  const { id } = made.body
  expect((await ask('GET', `/templates/${id}`)).body).toEqual(made.body)
  const changed = await ask('PATCH', `/templates/${id}`, { name: 'Visit' })
  expect(changed.body).toMatchObject({ name: 'Visit', html: given.html })
  const list = await ask<{ items: Template[] }>(
    'GET',
    `/templates?organisation=${organisationId}&kind=template`,
  )
  expect(list.body.items.map((one) => one.name)).toEqual(['Visit'])
  expect((await ask('DELETE', `/templates/${id}`)).status).toBe(200)
  expect((await ask('GET', `/templates/${id}`)).status).toBe(404)
})

test('POST /templates asks an operator whose it is, and lets only signatures be added by themselves', async () => {
  expect((await ask('POST', '/templates', signature('x'))).status).toBe(400)
  const wrong = { kind: 'template', name: 'x', html: 'x', isDefault: true, organisationId }
  expect((await ask('POST', '/templates', wrong)).status).toBe(400)
})

test('a person’s default signature goes before that of the organisation; there is one of each', async () => {
  const text = async (changes: object = {}) => {
    const wish = { to: [{ address: 'a@b.example' }], html: '<p>Hi</p>', ...changes }
    return (await ask<OutgoingMessage>('POST', `/mailboxes/${mailbox.id}/messages`, wish)).body.html
  }
  expect(await text()).toBe('<p>Hi</p>')
  const first = await ask('POST', '/templates', signature('Old', { organisationId }))
  await ask('POST', '/templates', signature('All', { organisationId }))
  expect((await ask('GET', `/templates/${first.body.id}`)).body.isDefault).toBe(false)
  expect(await text()).toContain('All')
  await ask('POST', '/templates', signature('{{sender.address}}', { mailbox: mailbox.address }))
  expect(await text()).toContain(mailbox.address)
  expect(await text({ signature: null })).toBe('<p>Hi</p>')
  expect(await text({ signature: first.body.id })).toContain('Old')
  const usable = await ask<{ items: Template[] }>('GET', `/templates?mailbox=${mailbox.id}&kind=signature`)
  expect(usable.body.items).toHaveLength(3)
})

test('POST /templates/{id}/preview fills the fields, and names those without a value', async () => {
  const html = '<p>{{contact.name}} {{sender.name}} {{x}}</p><script>1</script>'
  const { body } = await ask('POST', '/templates', {
    kind: 'template',
    name: 'p',
    subject: 'For {{contact.name}}',
    html,
    mailbox: mailbox.id,
  })
  const shown = await ask<object>('POST', `/templates/${body.id}/preview`, {
    fields: { 'contact.name': 'A & B' },
  })
  expect(shown.body).toMatchObject({
    subject: 'For A & B',
    html: `<p>A &amp; B ${mailbox.address} {{x}}</p>`,
    missing: ['x'],
  })
})

test('a key sees and makes the templates of its own organisation alone', async () => {
  const { id, headers } = await organisation()
  const { body } = await ask('POST', '/templates', signature('x', { organisationId }))
  expect((await ask('GET', `/templates/${body.id}`, undefined, headers)).status).toBe(404)
  expect((await ask('PATCH', `/templates/${body.id}`, { name: 'y' }, headers)).status).toBe(404)
  expect((await ask('POST', '/templates', signature('x', { organisationId }), headers)).status).toBe(404)
  const own = await ask('POST', '/templates', signature('x'), headers)
  expect(own).toMatchObject({ status: 201, body: { organisationId: id } })
  const list = await ask<{ items: Template[] }>('GET', '/templates', undefined, headers)
  expect(list.body.items.map((one) => one.id)).toEqual([own.body.id])
})
