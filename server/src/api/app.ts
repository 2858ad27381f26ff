import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { adoptChanges } from '../store/change-feed.ts'
import { requireScope } from '../store/scope.ts'
import { authenticate } from './authenticate.ts'
import { limitBodies, ordinaryBody } from './body-limits.ts'
import { type ChangeHub, createChangeHub } from './change-hub.ts'
import type { ApiDeps, App } from './deps.ts'
import { collectDocumentation, documentationRoutes } from './documentation.ts'
import { healthRoutes } from './health.ts'
import { measureRequests } from './http-metrics.ts'
import { frameworkProblem, problemDetails } from './problems.ts'
import { type RouteEntry, recordRoutes } from './route-table.ts'
import { accountRoutes } from './routes/account.ts'
import { agentRoutes } from './routes/agents.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { attachmentRoutes } from './routes/attachments.ts'
import { auditLogRoutes } from './routes/audit-log.ts'
import { batchRoutes } from './routes/batches.ts'
import { calendarRoutes } from './routes/calendar.ts'
import { calendarFeedRoutes } from './routes/calendar-feeds.ts'
import { changeRoutes } from './routes/changes.ts'
import { conflictRoutes } from './routes/conflicts.ts'
import { connectionRoutes } from './routes/connections.ts'
import { contactRoutes } from './routes/contacts.ts'
import { contactBulkRoutes } from './routes/contacts-bulk.ts'
import { conversationActRoutes } from './routes/conversation-acts.ts'
import { conversationNoteRoutes } from './routes/conversation-notes.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { credentialRoutes } from './routes/credentials.ts'
import { customerRoutes } from './routes/customers.ts'
import { erasureRoutes } from './routes/erasures.ts'
import { eventActionRoutes } from './routes/event-actions.ts'
import { eventFileRoutes } from './routes/event-files.ts'
import { eventOccurrenceRoutes } from './routes/event-occurrences.ts'
import { eventRoutes } from './routes/events.ts'
import { feedRoutes } from './routes/feeds.ts'
import { hookRoutes } from './routes/hooks.ts'
import { inboundMessageRoutes } from './routes/inbound-messages.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { jobRoutes } from './routes/jobs.ts'
import { joinRoutes } from './routes/join.ts'
import { lookingRoutes } from './routes/looking.ts'
import { mailFolderRoutes } from './routes/mail-folders.ts'
import { mailboxActionRoutes } from './routes/mailbox-actions.ts'
import { mailboxRoutes } from './routes/mailboxes.ts'
import { messageRoutes } from './routes/messages.ts'
import { noticeRoutes } from './routes/notices.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { peopleRoutes } from './routes/people.ts'
import { personInvitationRoutes } from './routes/person-invitations.ts'
import { queueTrialRoutes } from './routes/queue-trials.ts'
import { queueRoutes } from './routes/queues.ts'
import { routingRoutes } from './routes/routing.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { sessionRoutes } from './routes/session.ts'
import { setupRoutes } from './routes/setup.ts'
import { setupLookRoutes } from './routes/setup-looks.ts'
import { setupProvisioningRoutes } from './routes/setup-provisioning.ts'
import { streamRoutes } from './routes/stream.ts'
import { taskRoutes } from './routes/tasks.ts'
import { templateRoutes } from './routes/templates.ts'
import { verificationRoutes } from './routes/verifications.ts'
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { denyFeatures, securityHeaders } from './security-headers.ts'
import { signInRoutes } from './sign-in.ts'
import { refuseUnknown, unknownAddresses } from './unknown-addresses.ts'
import { webPage } from './web-page.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route with its access, complete once the app is ready. */
    routeTable: RouteEntry[]
    changeHub: ChangeHub
    /** Aborts when the server is told to stop: streams and waiting requests end then. */
    closing: AbortSignal
  }
}

/** Route groups below /api/v1: one line each. */
const groups: ((app: App, deps: ApiDeps) => void)[] = [
  apiKeyRoutes,
  contactRoutes,
  contactBulkRoutes,
  eventRoutes,
  eventOccurrenceRoutes,
  eventActionRoutes,
  eventFileRoutes,
  calendarFeedRoutes,
  calendarRoutes,
  taskRoutes,
  conflictRoutes,
  batchRoutes,
  mailboxActionRoutes,
  jobRoutes,
  changeRoutes,
  streamRoutes,
  sessionRoutes,
  organisationRoutes,
  connectionRoutes,
  credentialRoutes,
  noticeRoutes,
  verificationRoutes,
  invitationRoutes,
  mailboxRoutes,
  setupRoutes,
  setupLookRoutes,
  setupProvisioningRoutes,
  messageRoutes,
  attachmentRoutes,
  templateRoutes,
  peopleRoutes,
  personInvitationRoutes,
  joinRoutes,
  approvalRoutes,
  accountRoutes,
  auditLogRoutes,
  webhookRoutes,
  webhookDeliveryRoutes,
  secondFactorRoutes,
  queueRoutes,
  mailFolderRoutes,
  routingRoutes,
  queueTrialRoutes,
  agentRoutes,
  conversationRoutes,
  conversationActRoutes,
  conversationNoteRoutes,
  lookingRoutes,
  inboundMessageRoutes,
  customerRoutes,
  erasureRoutes,
]

/** Builds the API and the page's server; listens to nothing yet. */
export async function createApp(given: ApiDeps): Promise<App> {
  const deps = { ...given, db: requireScope(given.db) }
  const app = Fastify({
    loggerInstance: deps.log,
    genReqId: () => randomUUID(),
    logController: new LogController({ requestIdLogLabel: 'requestId' }),
    // These may say who really asks.
    trustProxy: deps.config.TRUSTED_PROXIES,
    bodyLimit: ordinaryBody,
    routerOptions: { maxParamLength: 400 },
    frameworkErrors: frameworkProblem,
  }).withTypeProvider<ZodTypeProvider>() as App
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  takeEmptyJson(app)
  limitBodies(app)
  app.decorate('routeTable', recordRoutes(app))
  const hub = createChangeHub(deps.url, deps.log)
  app.decorate('changeHub', hub)
  const closing = new AbortController()
  app.decorate('closing', closing.signal)
  app.addHook('preClose', async () => closing.abort())
  // A connection kept open would keep the server open until its time-out.
  app.addHook('onSend', async (_request, reply) => {
    if (closing.signal.aborted) reply.header('connection', 'close')
  })
  app.addHook('onClose', async () => await hub.close())
  app.addHook('onReady', async () => {
    await adoptChanges(given.db).catch((error: unknown) =>
      deps.log.error({ err: error }, 'change feed not looked at'),
    )
  })
  problemDetails(app)
  await app.register(helmet, securityHeaders(deps.config))
  denyFeatures(app)
  await app.register(rateLimit, { global: false })
  await collectDocumentation(app, deps)
  measureRequests(app)
  authenticate(app, deps)
  documentationRoutes(app)
  healthRoutes(app, deps)
  signInRoutes(app, deps)
  hookRoutes(app, deps)
  feedRoutes(app, deps)
  await app.register(
    (v1, _options, done) => {
      for (const group of groups) group(v1.withTypeProvider<ZodTypeProvider>() as App, deps)
      done()
    },
    { prefix: '/api/v1' },
  )
  unknownAddresses(app)
  if (deps.webFolder !== undefined) await webPage(app, deps.webFolder, deps.config.publicUrl, refuseUnknown)
  return app
}

/** Many clients say "JSON" also when they send nothing: then there is no body. Keys that could poison objects are refused. */
function takeEmptyJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
}
