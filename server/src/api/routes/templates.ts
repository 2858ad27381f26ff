import {
  createTemplate as newTemplate,
  patchTemplate,
  previewTemplate,
  type Template,
  template,
  templateList,
  templatePreview,
  templateQuery,
} from '@tandem/model/api/messages.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { preview } from '../../mail/compose.ts'
import { fieldNames } from '../../mail/merge-fields.ts'
import type { Db } from '../../store/database.ts'
import { getMailbox, type MailboxRow } from '../../store/mailboxes.ts'
import { getOrganisation } from '../../store/organisations.ts'
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  listTemplates,
  type TemplateRow,
  updateTemplate,
} from '../../store/templates.ts'
import { type Access, mustSeeOrganisation, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { once } from '../once.ts'

const tags = ['Mail']
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** /templates: texts and signatures with {{fields}}, of one person or of an organisation. */
export function templateRoutes(app: App, deps: ApiDeps): void {
  readRoutes(app, deps)
  writeRoutes(app, deps)
  previewRoute(app, deps)
}

function readRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/templates',
    {
      config,
      schema: {
        tags,
        summary: 'Templates and signatures by name',
        querystring: templateQuery,
        response: { 200: templateList },
      },
    },
    async (request) => {
      const { organisation, mailbox, kind } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const usableBy = mailbox === undefined ? undefined : await mailboxOf(request, db, mailbox)
      const organisationId = organisation ?? organisationScope(request)
      const rows = await listTemplates(db, { organisationId, usableBy, kind })
      return { items: rows.map(toTemplate) }
    },
  )
  app.get(
    '/templates/:id',
    { config, schema: { tags, summary: 'One template', params: idPath, response: { 200: template } } },
    async (request) => toTemplate(await mustExist(db, request)),
  )
}

function writeRoutes(app: App, { db }: ApiDeps): void {
  app.post(
    '/templates',
    {
      config,
      schema: {
        tags,
        summary: 'Add a template or a signature',
        body: newTemplate,
        response: { 201: template },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 201,
        work: async (tx) => {
          const { mailbox, organisationId, ...fields } = request.body
          mustBeSignature(fields)
          const owner = await ownerOf(tx, request, mailbox ?? undefined, organisationId)
          return toTemplate(await createTemplate(tx, { ...fields, ...owner }))
        },
      }),
  )
  app.patch(
    '/templates/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a template',
        params: idPath,
        body: patchTemplate,
        response: { 200: template },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const row = await mustExist(tx, request)
          if (row.mailboxId === null) mustNotBeAgent(request)
          mustBeSignature({ kind: row.kind, isDefault: request.body.isDefault === true })
          return toTemplate(await updateTemplate(tx, row, request.body))
        },
      }),
  )
  app.delete(
    '/templates/:id',
    { config, schema: { tags, summary: 'Remove a template', params: idPath, response: { 200: idPath } } },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id, mailboxId } = await mustExist(tx, request)
          if (mailboxId === null) mustNotBeAgent(request)
          await deleteTemplate(tx, id)
          return { id }
        },
      }),
  )
}

function previewRoute(app: App, { db }: ApiDeps): void {
  app.post(
    '/templates/:id/preview',
    {
      config,
      schema: {
        tags,
        summary: 'A template with its fields filled, as it would go out',
        params: idPath,
        body: previewTemplate,
        response: { 200: templatePreview },
      },
    },
    async (request) => {
      const { fields, mailbox } = request.body
      const row = await mustExist(db, request)
      const sender = await senderOf(request, db, mailbox, row)
      return preview(row, { ...fields, ...sender })
    },
  )
}

async function senderOf(
  request: FastifyRequest,
  db: Db,
  named: string | undefined,
  row: TemplateRow,
): Promise<Record<string, string>> {
  let mailbox: MailboxRow | undefined
  if (named !== undefined) mailbox = await mailboxOf(request, db, named)
  else if (row.mailboxId !== null) mailbox = await getMailbox(db, row.mailboxId)
  if (!mailbox) return {}
  return { 'sender.name': mailbox.display_name || mailbox.address, 'sender.address': mailbox.address }
}

/** The person, or the organisation of the caller, or the one that is named. */
async function ownerOf(
  tx: Db,
  request: FastifyRequest,
  mailbox: string | undefined,
  organisationId: string | undefined,
): Promise<{ organisationId: string; mailboxId: string | null }> {
  if (mailbox !== undefined) {
    const found = await mailboxOf(request, tx, mailbox)
    return { organisationId: found.organisationId, mailboxId: found.id }
  }
  mustNotBeAgent(request)
  const scope = organisationId ?? organisationScope(request)
  if (scope === null) {
    const detail =
      'Say whose template it is: "mailbox" for one person, "organisationId" for all of an organisation.'
    throw new TandemError('invalid-input', detail, [{ pointer: '/organisationId', detail }])
  }
  mustSeeOrganisation(request, scope)
  await getOrganisation(tx, scope, organisationScope(request))
  return { organisationId: scope, mailboxId: null }
}

/** What all of an organisation use is not one agent's to change. */
function mustNotBeAgent({ principal }: FastifyRequest): void {
  if (principal.kind !== 'agent') return
  throw new TandemError(
    'not-allowed',
    'Templates of the whole organisation are its administrators’. Name your mailbox to make one of your own.',
  )
}

function mustBeSignature({ kind, isDefault }: { kind: string; isDefault: boolean }): void {
  if (!isDefault || kind === 'signature') return
  const detail = 'Only a signature is added by itself: leave isDefault out.'
  throw new TandemError('invalid-input', detail, [{ pointer: '/isDefault', detail }])
}

async function mustExist(db: Db, request: FastifyRequest): Promise<TemplateRow> {
  const { id } = request.params as { id: string }
  const row = await getTemplate(db, id, organisationScope(request))
  if (row) return row
  throw new TandemError('not-found', `There is no template ${id}. GET /api/v1/templates lists them.`)
}

function toTemplate(row: TemplateRow): Template {
  return {
    ...row,
    fields: fieldNames(row.subject, row.html),
    updatedAt: row.updatedAt.toISOString(),
  }
}
