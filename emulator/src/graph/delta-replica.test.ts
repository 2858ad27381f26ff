import fc from 'fast-check'
import { expect, test } from 'vitest'
import { livingItems } from '../tenant/change-log.ts'
import {
  createContact,
  createContactFolder,
  deleteContact,
  findContactFolder,
  mailboxOf,
  moveContact,
  updateContact,
} from '../tenant/mailbox.ts'
import type { Contact } from '../tenant/types.ts'
import { type Json, type TestTenant, testTenant } from './test-tenant.ts'

type Step = { do: 'create' | 'update' | 'delete' | 'leave' | 'return' | 'page'; at: number }

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('create', 'create', 'update', 'delete', 'leave', 'return', 'page', 'page'),
  at: fc.nat(20),
})

test.each([{ prefer: 'odata.maxpagesize=2' }, { prefer: 'odata.maxpagesize=2, IdType="ImmutableId"' }])(
  'A client that follows the links ends with what is in the folder, whatever happens between pages (%j)',
  async (headers) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const t = testTenant()
        const other = createContactFolder(t.world, t.tenant, t.anna, 'Other').id
        const all: Contact[] = []
        const replica = new Map<string, string>()
        let link = '/v1.0/users/anna@hafen.example/contacts/delta?$select=changeKey'
        for (const { do: act, at } of steps) {
          if (act === 'page') link = nextOf(await turn(t, link, headers, replica))
          else change(t, act, all, at, other)
        }
        for (let ended = false; !ended; ) {
          const page = await turn(t, link, headers, replica)
          link = nextOf(page)
          ended = page['@odata.deltaLink'] !== undefined
        }
        const folder = findContactFolder(mailboxOf(t.anna), 'contacts')!
        const immutable = headers.prefer.includes('Immutable')
        const expected = livingItems(folder).map((contact) => [
          immutable ? contact.immutableId : contact.id,
          contact.changeKey,
        ])
        expect(new Map([...replica].sort())).toEqual(
          new Map(expected.map(([id, key]) => [id!, key!] as const).sort()),
        )
      }),
      { numRuns: 150 },
    )
  },
)

async function turn(
  t: TestTenant,
  link: string,
  headers: Record<string, string>,
  replica: Map<string, string>,
): Promise<Json> {
  const { json } = await t.ask('GET', link, { headers })
  for (const line of json.value as { id: string; changeKey: string; '@removed'?: unknown }[]) {
    if (line['@removed']) replica.delete(line.id)
    else replica.set(line.id, line.changeKey)
  }
  return json
}

function nextOf(page: Json): string {
  return (page['@odata.nextLink'] ?? page['@odata.deltaLink'])!
}

function change(t: TestTenant, act: Step['do'], all: Contact[], at: number, other: string): void {
  const { world, tenant, anna } = t
  if (act === 'create') all.push(createContact(world, tenant, anna, 'contacts', {}))
  const living = all.filter((contact) => mailboxOf(anna).contacts.has(contact.immutableId))
  const contact = living[at % living.length]
  if (contact === undefined || act === 'create') return
  const isAway = contact.folderId === other
  if (act === 'update') updateContact(world, tenant, anna, contact, { jobTitle: 'x' })
  else if (act === 'delete') deleteContact(world, tenant, anna, contact)
  else if (act === 'leave' && !isAway) moveContact(world, tenant, anna, contact, other)
  else if (act === 'return' && isAway) moveContact(world, tenant, anna, contact, 'contacts')
}
