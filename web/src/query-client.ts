import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './api.ts'

let whenSignedOut: () => void = () => undefined

/** Says what happens when the server no longer knows who we are. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

/**
 * What the page knows. Nothing goes stale by time: the stream says what changed (live.ts). A failed read is tried
 * again only when the network or the server was at fault; a refusal stays a refusal.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 600_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.status < 500),
    },
  },
})

function noticeSignOut(error: unknown): void {
  // In Setup nobody is signed in: there 401 means that the link has ended. A wrong code or password is no end either.
  const inSetup = location.pathname.startsWith('/setup')
  if (error instanceof ApiProblem && error.status === 401 && error.code !== 'INVALID_CODE' && !inSetup)
    whenSignedOut()
}
