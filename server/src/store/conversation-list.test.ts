import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { listConversations } from './conversation-list.ts'
import { inScope } from './scope.ts'

const { db } = await createTestDatabase()
const [one, other] = [await createTestMailbox(db), await createTestMailbox(db)]

/** More conversations than are walked through, one message each; the oldest alone has the word. */
async function fill({ id, organisationId }: typeof one, word: string): Promise<void> {
  await sql`
    WITH c AS (
      INSERT INTO conversation (organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments, first_at, last_at, newest)
      SELECT ${organisationId}, ${id}, n::text, '{}', '', 1, false, now(), now() - make_interval(mins => n), n
      FROM generate_series(1, 600) n RETURNING id, newest)
    INSERT INTO inbound_message (organisation_id, mailbox_id, fetched_by, conversation_id, remote_id, raw, size, kind,
      received_at, content, search)
    SELECT ${organisationId}, ${id}, ${id}, c.id, c.newest::text, '', 1, 'mail', now(), '{}',
      to_tsvector('simple', CASE WHEN c.newest = 600 THEN ${word} ELSE 'often ' || c.newest END)
    FROM c`.execute(db)
}
await fill(one, 'harbour')
await fill(other, 'harbour')

const search = async (
  words: string[],
  scope: 'all' | { organisation: string; mailboxes: string[] | null },
  limit = 5,
) => {
  const wish = {
    organisationId: null,
    mailboxId: undefined,
    state: undefined,
    ownerId: undefined,
    after: undefined,
  }
  return await inScope(scope === 'all' ? scope : { ...scope, principal: 'test' }, async () =>
    (await listConversations(db, { ...wish, words, limit })).map(({ mailboxId }) => mailboxId),
  )
}

test('a rare word is found by its index, in what the caller may see alone', async () => {
  expect((await search(['harb'], 'all')).sort()).toEqual([one.id, other.id].sort())
  expect(await search(['harb'], { organisation: one.organisationId, mailboxes: null })).toEqual([one.id])
  expect(await search(['harbour'], { organisation: one.organisationId, mailboxes: [one.id] })).toEqual([
    one.id,
  ])
  expect(await search(['harbour'], { organisation: one.organisationId, mailboxes: [other.id] })).toEqual([])
  expect(await search(['harbour', 'often'], { organisation: one.organisationId, mailboxes: null })).toEqual(
    [],
  )
})

test('a frequent word is found in the newest ones, and all of them if there are few', async () => {
  expect(await search(['often'], { organisation: one.organisationId, mailboxes: null })).toHaveLength(5)
  expect(await search(['often'], { organisation: one.organisationId, mailboxes: null }, 1000)).toHaveLength(
    599,
  )
  expect(await search(["'"], { organisation: one.organisationId, mailboxes: null })).toHaveLength(5)
})
