import { mailboxPath } from '@tandem/model/api/contacts.ts'
import { accepted, actionQuery, timeline, wipeAnswer } from '@tandem/model/api/mailbox-actions.ts'
import { TandemError } from '../../errors.ts'
import { hint } from '../../queue/add.ts'
import { answerWipe, askPreview } from '../../store/collection-questions.ts'
import { announceCollection, keptKinds } from '../../store/collections.ts'
import type { Db } from '../../store/database.ts'
import { changesPerHour } from '../../store/timeline.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf, mustBeOn } from '../mailbox-path.ts'
import { once } from '../once.ts'

interface Action {
  path: string
  summary: string
  task: 'pull' | 'audit' | 'folders' | 'preview'
  /** What has to be noted before the work begins; returns for which kinds it was. */
  before?: (tx: Db, mailboxId: string, kinds: string[]) => Promise<string[]>
}

const actions: Action[] = [
  { path: 'sync', summary: 'Look at the mailbox now', task: 'pull' },
  { path: 'audit', summary: 'Compare both sides completely, and repair', task: 'audit' },
  {
    path: 'folders',
    summary: 'Read which folders there are',
    task: 'folders',
    // Those of mail have a route of their own (mail-folders.ts).
    before: async (_tx, _mailboxId, kinds) => kinds.filter((kind) => kind !== 'inbox'),
  },
  {
    path: 'preview',
    summary: 'Show what a first sync would do',
    task: 'preview',
    before: async (tx, mailboxId, kinds) => {
      const waiting: string[] = []
      for (const kind of kinds) if (await askPreview(tx, mailboxId, kind)) waiting.push(kind)
      if (waiting.length > 0) return waiting
      throw new TandemError(
        'wrong-state',
        'A preview comes before the first sync, and that has begun already.',
      )
    },
  },
]
const config = { access: ['operator', 'organisation'] satisfies Access[] }
const tags = ['Mailboxes']

/** /mailboxes/{mailbox}/sync, /audit, /folders, /preview, /answer, /timeline: what people ask of a mailbox. */
export function mailboxActionRoutes(app: App, deps: ApiDeps): void {
  for (const action of actions) actionRoute(app, deps, action)
  answerRoute(app, deps)
  app.get(
    '/mailboxes/:mailbox/timeline',
    {
      config,
      schema: { tags, summary: 'Changes per hour', params: mailboxPath, response: { 200: timeline } },
    },
    async (request) => {
      const { id } = await mailboxOf(request, deps.db, request.params.mailbox)
      return { items: await changesPerHour(deps.db, id), nextCursor: null }
    },
  )
}

function actionRoute(app: App, { db }: ApiDeps, { path, summary, task, before }: Action): void {
  app.post(
    `/mailboxes/:mailbox/${path}`,
    {
      config,
      schema: { tags, summary, params: mailboxPath, querystring: actionQuery, response: { 202: accepted } },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      return await once(request, reply, db, {
        status: 202,
        work: async (tx) => {
          const { kind } = request.query
          const asked = kind ? [kind] : await keptKinds(tx, mailbox.id)
          const kinds = (await before?.(tx, mailbox.id, asked)) ?? asked
          await hint(
            tx,
            kinds.map((one) => ({
              mailboxId: mailbox.id,
              task: `${task}:${one}` as const,
              reason: 'person',
            })),
          )
          return { task: `${task}:${kinds.join(',')}`, state: 'queued' as const }
        },
      })
    },
  )
}

function answerRoute(app: App, { db }: ApiDeps): void {
  app.post(
    '/mailboxes/:mailbox/answer',
    {
      config,
      schema: {
        tags,
        summary: 'Answer the question of a sync that stopped before deleting much',
        params: mailboxPath,
        body: wipeAnswer,
        response: { 202: accepted },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      return await once(request, reply, db, {
        status: 202,
        work: async (tx) => {
          const { accept, putBack, kind } = request.body
          const answer = accept ? 'delete' : putBack ? 'put back' : 'look again'
          if (!(await answerWipe(tx, mailbox.id, kind, answer))) {
            throw new TandemError('wrong-state', 'This mailbox asks no question. Look at its state first.')
          }
          const tasks = putBack ? (['pull', 'push'] as const) : (['pull'] as const)
          await hint(
            tx,
            tasks.map((task) => ({
              mailboxId: mailbox.id,
              task: `${task}:${kind}` as const,
              reason: 'person',
            })),
          )
          await announceCollection(tx, mailbox.id, mailbox.organisationId)
          return { task: `pull:${kind}`, state: 'queued' as const }
        },
      })
    },
  )
}
