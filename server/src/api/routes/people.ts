import { idPath } from '@tandem/model/api/paging.ts'
import { type Person, patchPerson, person, personList } from '@tandem/model/api/people.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { askToRoute } from '../../routing/ask.ts'
import { releaseUnseen } from '../../store/conversation-acts.ts'
import { addEvents } from '../../store/conversation-events.ts'
import { announceConversations } from '../../store/conversations.ts'
import type { Db } from '../../store/database.ts'
import {
  countRole,
  holdPerson,
  listPeople,
  type PersonRow,
  removePerson,
  setAgentMailboxes,
  updatePerson,
} from '../../store/people.ts'
import { noteAdministered } from '../../store/person-invitations.ts'
import { type Access, mustSeeOrganisation, organisationScope, principalName } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['People']
const access: Access[] = ['operator', 'administrator']
const path = z.object({ id: z.string().max(100) })

/** /people: who can sign in, and what they may do. */
export function peopleRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/people',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Who can sign in',
        querystring: z.strictObject({ organisation: idPath.shape.id.optional() }),
        response: { 200: personList },
      },
    },
    async (request) => {
      const { organisation } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const rows = await listPeople(deps.db, organisation ?? organisationScope(request))
      return { items: rows.map(toPerson), nextCursor: null }
    },
  )
  app.patch(
    '/people/:id',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Change somebody’s role, mailboxes or name; it holds from their next request on',
        params: path,
        body: patchPerson,
        response: { 200: person },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => await change(tx, request, request.params.id, request.body),
      }),
  )
  app.delete(
    '/people/:id',
    {
      config: { access },
      schema: { tags, summary: 'Remove somebody; their sessions end', params: path, response: { 200: path } },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await holdPerson(tx, request.params.id, organisationScope(request))
          if (row.id === request.principal.id)
            throw new TandemError(
              'wrong-state',
              'Nobody removes themselves. Ask another administrator to do it.',
            )
          await mustNotBeLast(tx, request, row)
          await removePerson(tx, row.id)
          await noteAct(tx, request, {
            organisationId: row.organisationId,
            act: 'person.removed',
            target: `person:${row.id}`,
            detail: { email: row.email, role: row.role },
          })
          return { id: row.id }
        },
      }),
  )
}

async function change(
  tx: Db,
  request: FastifyRequest,
  id: string,
  { name, role, mailboxIds }: z.infer<typeof patchPerson>,
): Promise<Person> {
  const row = await holdPerson(tx, id, organisationScope(request))
  const { organisationId } = row
  if (organisationId === null) {
    if (role !== undefined || mailboxIds !== undefined)
      throw new TandemError(
        'wrong-state',
        'An operator belongs to no organisation. Invite them to one with another address.',
      )
  } else {
    const next = role ?? row.role
    if (mailboxIds !== undefined && next !== 'agent')
      throw new TandemError('invalid-input', 'Only agents have mailboxes of their own.', [
        { pointer: '/mailboxIds', detail: 'Leave it out, or give the role "agent".' },
      ])
    if (row.role === 'administrator' && next !== 'administrator') await mustNotBeLast(tx, request, row)
    const wanted = next === 'agent' ? mailboxIds : []
    if (wanted !== undefined) await setAgentMailboxes(tx, { id, organisationId }, wanted)
    if (next === 'administrator') await noteAdministered(tx, organisationId)
  }
  await updatePerson(tx, id, { role, name })
  if (organisationId !== null) await giveBack(tx, request, { id, organisationId })
  const after = toPerson(await holdPerson(tx, id, organisationScope(request)))
  await noteAct(tx, request, {
    organisationId,
    act: 'person.changed',
    target: `person:${id}`,
    detail: { email: row.email, ...(request.body as object) },
  })
  return after
}

/** Conversations that somebody has and may see no more go back to their queues: nobody else would ever get them. */
async function giveBack(
  tx: Db,
  request: FastifyRequest,
  person: { id: string; organisationId: string },
): Promise<void> {
  const released = await releaseUnseen(tx, person.id)
  if (released.length === 0) return
  const reasons = ['The agent works in this queue no more.']
  await addEvents(
    tx,
    released.map((conversationId) => ({
      conversationId,
      kind: 'put-back',
      actor: principalName(request),
      agentId: person.id,
      data: { reasons },
    })),
  )
  await announceConversations(tx, released)
  await askToRoute(tx, person.organisationId)
}

/** An organisation keeps an administrator (operators may take the last one away), Tandem an operator. */
async function mustNotBeLast(tx: Db, request: FastifyRequest, row: PersonRow): Promise<void> {
  const count = await countRole(tx, row.role, row.organisationId)
  if (row.role === 'agent' || count > 1) return
  if (row.role === 'administrator' && organisationScope(request) === null) return
  throw new TandemError(
    'wrong-state',
    `${row.email} is the last ${row.role}: nobody could let others in any more. Make somebody else ${row.role} first.`,
  )
}

function toPerson(row: PersonRow): Person {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
