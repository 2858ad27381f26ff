import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { session } from './api.ts'
import { Oops } from './components/oops.tsx'
import { Shell } from './components/shell.tsx'
import { keys } from './keys.ts'
import { Missing } from './pages/missing.tsx'
import { onSignedOut, queryClient } from './query-client.ts'

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: Oops })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ next: text(search.next) }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignIn'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup/',
  component: lazyRouteComponent(() => import('./pages/setup/setup.tsx'), 'Setup'),
})

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: () => queryClient.ensureQueryData({ queryKey: keys.session, queryFn: session.get }),
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/console' })
  },
})

const organisations = createRoute({
  getParentRoute: () => inside,
  path: '/console',
  component: lazyRouteComponent(() => import('./pages/organisations/organisations.tsx'), 'Organisations'),
})

const organisation = createRoute({
  getParentRoute: () => inside,
  path: '/console/organisations/$organisationId',
  component: lazyRouteComponent(() => import('./pages/organisation/organisation.tsx'), 'OrganisationPage'),
})

const connection = createRoute({
  getParentRoute: () => inside,
  path: '/console/connections/$connectionId',
  component: lazyRouteComponent(() => import('./pages/connection/connection.tsx'), 'ConnectionPage'),
})

const mailbox = createRoute({
  getParentRoute: () => inside,
  path: '/console/mailboxes/$mailboxId',
  component: lazyRouteComponent(() => import('./pages/mailbox/mailbox.tsx'), 'MailboxPage'),
})

const jobs = createRoute({
  getParentRoute: () => inside,
  path: '/trouble',
  component: lazyRouteComponent(() => import('./pages/jobs/jobs.tsx'), 'Jobs'),
})

const workspace = createRoute({
  getParentRoute: () => inside,
  path: '/workspace',
  component: lazyRouteComponent(() => import('./pages/workspace/workspace.tsx'), 'Workspace'),
})

const contacts = createRoute({
  getParentRoute: () => inside,
  path: '/workspace/$mailboxId',
  validateSearch: (search): { contact?: string; search?: string } => ({
    contact: text(search.contact),
    search: text(search.search),
  }),
  component: lazyRouteComponent(() => import('./pages/contacts/contacts.tsx'), 'ContactsPage'),
})

const tree = root.addChildren([
  signIn,
  setup,
  inside.addChildren([home, organisations, organisation, connection, mailbox, jobs, workspace, contacts]),
])

export const router = createRouter({ routeTree: tree, defaultPreload: 'intent', defaultErrorComponent: Oops })

onSignedOut(() => {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in' || pathname.startsWith('/setup')) return
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: href } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
