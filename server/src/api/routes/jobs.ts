import { jobList, jobPath, jobQuery, retriedJob, type TroubledJob } from '@tandem/model/api/jobs.ts'
import { TandemError } from '../../errors.ts'
import { hint } from '../../queue/add.ts'
import type { MailboxTask } from '../../queue/payloads.ts'
import { announce } from '../../store/announce.ts'
import type { Db } from '../../store/database.ts'
import { listTroubles, reopenEdit, rescheduleJob } from '../../store/troubles.ts'
import { type Access, mustSeeOrganisation, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { once } from '../once.ts'

const config = { access: ['operator', 'organisation'] satisfies Access[] }
const tags = ['Jobs']

/** /jobs: work in trouble, and another try. */
export function jobRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/jobs',
    {
      config,
      schema: { tags, summary: 'Work in trouble', querystring: jobQuery, response: { 200: jobList } },
    },
    async (request) => {
      const { organisation, mailbox } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const mailboxId = mailbox === undefined ? undefined : (await mailboxOf(request, db, mailbox)).id
      const organisationId = organisation ?? organisationScope(request)
      return { ...(await listTroubles(db, { organisationId, mailboxId })), nextCursor: null }
    },
  )
  app.post(
    '/jobs/:id/retry',
    {
      config,
      schema: { tags, summary: 'Try once more, now', params: jobPath, response: { 202: retriedJob } },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 202,
        work: async (tx) => {
          const { id } = request.params
          const { items } = await listTroubles(tx, { organisationId: organisationScope(request), id })
          if (items[0] === undefined) {
            throw new TandemError(
              'not-found',
              'No work in trouble has this id: it may have succeeded meanwhile.',
            )
          }
          await retry(tx, items[0])
          return { id, state: 'queued' as const }
        },
      }),
  )
}

async function retry(tx: Db, job: TroubledJob): Promise<void> {
  if (job.type === 'job') return await rescheduleJob(tx, job.id.slice('job:'.length))
  const { mailboxId, organisationId, recordId } = job
  if (recordId !== null) await reopenEdit(tx, recordId)
  await hint(tx, [{ mailboxId: mailboxId!, task: job.task as MailboxTask, reason: 'person' }])
  await announce(tx, { organisationId: organisationId!, topic: 'job', id: job.id })
}
