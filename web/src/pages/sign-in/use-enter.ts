import { useRouter } from '@tanstack/react-router'
import { queryClient } from '../../query-client.ts'

/** What follows a sign-in: the page that was asked for, or the person's own first one. */
export function useEnter(next?: string): () => Promise<void> {
  const router = useRouter()
  return async () => {
    queryClient.clear()
    // Only a path of ours: an address of another site must not be reachable by a crafted link.
    await router.navigate({ href: next && /^\/(?![/\\])/.test(next) ? next : '/' })
  }
}
