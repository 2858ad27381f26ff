import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useToasts } from './components/toasts.tsx'
import { useMe } from './components/use-me.ts'
import { keys } from './keys.ts'
import { queryClient } from './query-client.ts'
import { agents } from './queues-api.ts'
import type { Agent } from './shapes.ts'

/** Milliseconds between two signs that an available agent's page is open. */
const beat = 120_000
/** After ten minutes without one the server sends them away; a page that was away for so long asks instead of claiming. */
const longest = 540_000

/** Whoever is signed in, as somebody who can have conversations; undefined: they cannot, or it is not known yet. */
export function useSelf(): Agent | undefined {
  const kind = useMe()?.kind
  return useQuery({
    queryKey: keys.agent('me'),
    queryFn: agents.me,
    enabled: kind === 'agent' || kind === 'administrator',
  }).data
}

/** Says whether the person is there: shown at once, taken back if it is refused. */
export function useSayPresence() {
  const toasts = useToasts()
  return useMutation({
    // Never before a sign that is still on its way.
    scope: { id: 'presence' },
    mutationFn: agents.say,
    onMutate: async (presence) => {
      await queryClient.cancelQueries({ queryKey: keys.agent('me') })
      const before = queryClient.getQueryData<Agent>(keys.agent('me'))
      queryClient.setQueryData<Agent>(keys.agent('me'), (self) => self && { ...self, presence })
      return before
    },
    onError: (error, _, before) => {
      toasts.failed(error)
      queryClient.setQueryData(keys.agent('me'), before)
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['agents'] }),
  })
}

/** While the person is available: tells the server every two minutes that their page is open, shown or not. */
export function useSignsOfLife(): void {
  const isAvailable = useSelf()?.presence === 'available'
  const heardAt = useRef(0)
  const { mutate } = useMutation({
    scope: { id: 'presence' },
    // Signs kept until there is a network again would come too late.
    networkMode: 'always',
    mutationFn: () => agents.say('available'),
    onSuccess: () => {
      heardAt.current = Date.now()
    },
  })
  useEffect(() => {
    if (!isAvailable) return
    heardAt.current = Date.now()
    mutate()
    const timer = setInterval(() => {
      if (Date.now() - heardAt.current < longest) return mutate()
      heardAt.current = Date.now()
      void queryClient.invalidateQueries({ queryKey: ['agents'] })
    }, beat)
    return () => clearInterval(timer)
  }, [isAvailable, mutate])
}

/** Before signing out: nothing more is given to somebody who goes. What fails here ends by itself after ten minutes. */
export async function leaveQueues(): Promise<void> {
  if (queryClient.getQueryData<Agent>(keys.agent('me'))?.presence !== 'available') return
  await Promise.allSettled([agents.say('away')])
}
