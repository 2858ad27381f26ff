import type { Template } from '@tandem/model/api/messages.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface TemplateRow {
  id: string
  organisationId: string
  mailboxId: string | null
  kind: Template['kind']
  name: string
  subject: string
  html: string
  isDefault: boolean
  updatedAt: Date
}

/** Templates in the order of their names. `usableBy`: those of a mailbox and of its whole organisation. */
export async function listTemplates(
  db: Db,
  wish: {
    organisationId: string | null
    usableBy: { id: string; organisationId: string } | undefined
    kind: string | undefined
  },
): Promise<TemplateRow[]> {
  const { organisationId, usableBy, kind } = wish
  const { rows } = await sql<TemplateRow>`
    SELECT ${columns} FROM template WHERE true
      ${organisationId === null ? sql`` : sql`AND organisation_id = ${organisationId}`}
      ${
        usableBy === undefined
          ? sql``
          : sql`AND organisation_id = ${usableBy.organisationId} AND (mailbox_id IS NULL OR mailbox_id = ${usableBy.id})`
      }
      ${kind === undefined ? sql`` : sql`AND kind = ${kind}`}
    ORDER BY lower(name), id LIMIT 1000`.execute(db)
  return rows
}

/** One template, if it is of the organisation (`null`: any). */
export async function getTemplate(
  db: Db,
  id: string,
  organisationId: string | null,
): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`
    SELECT ${columns} FROM template WHERE id = ${id}
      ${organisationId === null ? sql`` : sql`AND organisation_id = ${organisationId}`}`.execute(db)
  return rows[0]
}

/** The signature that is added where none is named: the person's own, or that of all. */
export async function defaultSignature(
  db: Db,
  mailbox: { id: string; organisationId: string },
): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`
    SELECT ${columns} FROM template
    WHERE organisation_id = ${mailbox.organisationId} AND is_default AND kind = 'signature'
      AND (mailbox_id IS NULL OR mailbox_id = ${mailbox.id})
    ORDER BY mailbox_id NULLS LAST LIMIT 1`.execute(db)
  return rows[0]
}

/** Adds a template; a new default takes the place of the old one. */
export async function createTemplate(
  tx: Db,
  given: Omit<TemplateRow, 'id' | 'updatedAt'>,
): Promise<TemplateRow> {
  if (given.isDefault) await dropDefault(tx, given)
  const { rows } = await sql<TemplateRow>`
    INSERT INTO template (organisation_id, mailbox_id, kind, name, subject, html, is_default)
    VALUES (${given.organisationId}, ${given.mailboxId}, ${given.kind}, ${given.name}, ${given.subject}, ${given.html},
      ${given.isDefault})
    RETURNING ${columns}`.execute(tx)
  return rows[0]!
}

/** Changes what is named. */
export async function updateTemplate(
  tx: Db,
  row: TemplateRow,
  changes: Partial<Pick<TemplateRow, 'name' | 'subject' | 'html' | 'isDefault'>>,
): Promise<TemplateRow> {
  if (changes.isDefault) await dropDefault(tx, row)
  const { name, subject, html, isDefault } = { ...row, ...changes }
  const { rows } = await sql<TemplateRow>`
    UPDATE template SET name = ${name}, subject = ${subject}, html = ${html}, is_default = ${isDefault},
      updated_at = now() WHERE id = ${row.id} RETURNING ${columns}`.execute(tx)
  return rows[0]!
}

/** Takes a template away; messages that used it keep their text. */
export async function deleteTemplate(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('template').where('id', '=', id).execute()
}

async function dropDefault(tx: Db, of: { organisationId: string; mailboxId: string | null }): Promise<void> {
  await sql`
    UPDATE template SET is_default = false
    WHERE organisation_id = ${of.organisationId} AND mailbox_id IS NOT DISTINCT FROM ${of.mailboxId} AND is_default`.execute(
    tx,
  )
}

const columns = sql`id, organisation_id AS "organisationId", mailbox_id AS "mailboxId", kind, name, subject, html,
  is_default AS "isDefault", updated_at AS "updatedAt"`
