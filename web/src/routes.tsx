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

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: () => queryClient.ensureQueryData({ queryKey: keys.session, queryFn: session.get, retry: 1 }),
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/workspace' })
  },
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

const tree = root.addChildren([signIn, inside.addChildren([home, workspace, contacts])])

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
