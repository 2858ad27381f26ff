import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router'
import { session } from './api.ts'
import { Oops } from './components/oops.tsx'
import { Shell } from './components/shell.tsx'
import { keys } from './keys.ts'
import { fetchPages, lazy } from './lazy-pages.ts'
import { Missing } from './pages/missing.tsx'
import type { AuditFilter } from './people-api.ts'
import { onSignedOut, queryClient } from './query-client.ts'
import { startOf } from './roles.ts'

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** These parts of an address's search, each a text or not there. */
const texts =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, text(search[name])])) as { [Each in Name]?: string }

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: PageOops })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string; error?: string } => ({
    next: text(search.next),
    error: text(search.error),
  }),
  component: lazy(() => import('./pages/sign-in/sign-in.tsx'), 'SignIn'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup/',
  component: lazy(() => import('./pages/setup/setup.tsx'), 'Setup'),
})

const join = createRoute({
  getParentRoute: () => root,
  path: '/join/',
  component: lazy(() => import('./pages/join/join.tsx'), 'Join'),
})

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const me = await whoAmI()
    // Nothing else opens before that.
    if (me.twoFactor === 'needed' && location.pathname !== '/account') throw redirect({ to: '/account' })
  },
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: async () => {
    throw redirect({ to: startOf(await whoAmI()), replace: true })
  },
})

const organisations = createRoute({
  getParentRoute: () => inside,
  path: '/console',
  component: lazy(() => import('./pages/organisations/organisations.tsx'), 'Organisations'),
})

const organisation = createRoute({
  getParentRoute: () => inside,
  path: '/console/organisations/$organisationId',
  component: lazy(() => import('./pages/organisation/organisation.tsx'), 'OrganisationPage'),
})

const erasure = createRoute({
  getParentRoute: () => inside,
  path: '/console/organisations/$organisationId/erasure',
  component: lazy(() => import('./pages/erasure/erasure.tsx'), 'ErasurePage'),
})

const connection = createRoute({
  getParentRoute: () => inside,
  path: '/console/connections/$connectionId',
  component: lazy(() => import('./pages/connection/connection.tsx'), 'ConnectionPage'),
})

/** Paper: without the frame, so that it prints as it is. */
const report = createRoute({
  getParentRoute: () => root,
  path: '/console/connections/$connectionId/verifications/$reportId',
  beforeLoad: whoAmI,
  component: lazy(() => import('./pages/report/report.tsx'), 'ReportPage'),
})

const setupReport = createRoute({
  getParentRoute: () => root,
  path: '/setup/reports/$reportId',
  component: lazy(() => import('./pages/report/setup-report.tsx'), 'SetupReportPage'),
})

const webhook = createRoute({
  getParentRoute: () => inside,
  path: '/console/webhooks/$webhookId',
  component: lazy(() => import('./pages/webhook/webhook.tsx'), 'WebhookPage'),
})

const mailbox = createRoute({
  getParentRoute: () => inside,
  path: '/console/mailboxes/$mailboxId',
  component: lazy(() => import('./pages/mailbox/mailbox.tsx'), 'MailboxPage'),
})

const queueRouting = createRoute({
  getParentRoute: () => inside,
  path: '/console/mailboxes/$mailboxId/routing',
  component: lazy(() => import('./pages/routing/routing.tsx'), 'RoutingPage'),
})

const agents = createRoute({
  getParentRoute: () => inside,
  path: '/console/organisations/$organisationId/agents',
  component: lazy(() => import('./pages/agents/agents.tsx'), 'AgentsPage'),
})

const jobs = createRoute({
  getParentRoute: () => inside,
  path: '/trouble',
  component: lazy(() => import('./pages/jobs/jobs.tsx'), 'Jobs'),
})

const notices = createRoute({
  getParentRoute: () => inside,
  path: '/notices',
  component: lazy(() => import('./pages/notices/notices.tsx'), 'Notices'),
})

const expiries = createRoute({
  getParentRoute: () => inside,
  path: '/expiries',
  component: lazy(() => import('./pages/expiries/expiries.tsx'), 'Expiries'),
})

const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  validateSearch: (search): { organisation?: string } => ({ organisation: text(search.organisation) }),
  component: lazy(() => import('./pages/people/people.tsx'), 'PeoplePage'),
})

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  validateSearch: (search): AuditFilter => ({
    organisation: text(search.organisation),
    act: text(search.act),
    who: text(search.who),
    from: text(search.from),
    until: text(search.until),
  }),
  component: lazy(() => import('./pages/audit/audit.tsx'), 'AuditPage'),
})

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazy(() => import('./pages/account/account.tsx'), 'AccountPage'),
})

const workspace = createRoute({
  getParentRoute: () => inside,
  path: '/workspace',
  component: lazy(() => import('./pages/workspace/workspace.tsx'), 'Workspace'),
})

const contacts = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/$mailboxId',
  validateSearch: texts('contact', 'search'),
  component: lazy(() => import('./pages/contacts/contacts.tsx'), 'ContactsPage'),
})

const calendar = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/$mailboxId/calendar',
  validateSearch: texts('view', 'day', 'event', 'date'),
  component: lazy(() => import('./pages/calendar/calendar.tsx'), 'CalendarPage'),
})

const tasks = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/$mailboxId/tasks',
  component: lazy(() => import('./pages/tasks/tasks.tsx'), 'TasksPage'),
})

const answers = ['reply', 'all', 'forward', 'again'] as const

const mail = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/$mailboxId/mail',
  validateSearch: (search): { message?: string; answer?: (typeof answers)[number] } => ({
    message: text(search.message),
    answer: answers.find((answer) => answer === search.answer),
  }),
  component: lazy(() => import('./pages/mail/mail.tsx'), 'MailPage'),
})

const queues = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/queues',
  validateSearch: texts('queue', 'state', 'owner', 'search', 'conversation'),
  component: lazy(() => import('./pages/queue/queues.tsx'), 'QueuesPage'),
})

const customer = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/customers/$customerId',
  validateSearch: texts('search'),
  component: lazy(() => import('./pages/customer/customer.tsx'), 'CustomerPage'),
})
const supervision = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/supervision',
  validateSearch: texts('organisation', 'queue', 'span'),
  component: lazy(() => import('./pages/supervision/supervision.tsx'), 'SupervisionPage'),
})

const tree = root.addChildren([
  signIn,
  join,
  setup,
  setupReport,
  report,
  inside.addChildren([
    home,
    organisations,
    organisation,
    erasure,
    connection,
    webhook,
    mailbox,
    queueRouting,
    agents,
    jobs,
    notices,
    expiries,
    people,
    audit,
    account,
    workspace,
    contacts,
    calendar,
    tasks,
    mail,
    queues,
    customer,
    supervision,
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultErrorComponent: PageOops,
})

function whoAmI() {
  return queryClient.ensureQueryData({ queryKey: keys.session, queryFn: session.get })
}

/** In the place of a whole page: the way on asks for all that the page needs anew, its program too. */
function PageOops(props: { error: unknown; reset: () => void }) {
  const again = async () => {
    await fetchPages()
    await router.invalidate()
    props.reset()
  }
  return <Oops error={props.error} reset={() => void again()} />
}

onSignedOut(() => {
  const { href, pathname } = router.state.location
  if (/^\/(sign-in|join|setup)(\/|$)/.test(pathname)) return
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: href } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
