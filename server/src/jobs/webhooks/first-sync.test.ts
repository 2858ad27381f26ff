import { expect, test, vi } from 'vitest'
import { createProduct } from '../../../testing/product.ts'
import { startReceiver } from '../../../testing/receiver.ts'
import { switchOnMany } from '../../store/mailbox-switch.ts'

const contacts = 5000
const { app, db, asOperator, people } = await createProduct({ people: 1, contacts })
const receiver = await startReceiver()

test('the first sync of 5,000 contacts is told in some fifty requests, each contact once, with the secret sealed for real', async () => {
  const { organisation_id: organisation } = await db
    .selectFrom('mailbox')
    .select('organisation_id')
    .where('id', '=', people[0]!.id)
    .executeTakeFirstOrThrow()
  const made = await app.inject({
    method: 'POST',
    url: `/api/v1/organisations/${organisation}/webhooks`,
    headers: asOperator,
    payload: { url: receiver.url, types: ['contact.changed'] },
  })
  expect(made.statusCode).toBe(201)
  const began = Date.now()
  await switchOnMany(db, [people[0]!.id])
  const told = () =>
    receiver.received.flatMap(({ payload }) =>
      (payload.data.changes as { recordId: string }[]).map((change) => change.recordId),
    )
  await vi.waitFor(() => expect(told().length).toBe(contacts), { timeout: 25_000, interval: 20 })
  const milliseconds = Date.now() - began
  const { at } = await db
    .selectFrom('change')
    .select((eb) => eb.fn.max('at').as('at'))
    .executeTakeFirstOrThrow()
  expect(new Set(told()).size).toBe(contacts)
  for (const event of receiver.received) receiver.verify(event, made.json().secret)
  // A page of the first sync is one transaction: an event holds at most a page, and at most a hundred.
  expect(receiver.received.length).toBeLessThan(120)
  const largest = Math.max(...receiver.received.map(({ body }) => body.length))
  console.log(
    `5,000 contacts: ${receiver.received.length} requests, the largest ${largest} bytes; ` +
      `the last told ${milliseconds} ms after the switch, ${Date.now() - Number(at)} ms after the last was stored`,
  )
}, 40_000)
