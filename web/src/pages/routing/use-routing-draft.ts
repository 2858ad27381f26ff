import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { ApiProblem } from '../../api.ts'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import { routing as api, type QueueRouting } from '../../routing-api.ts'
import {
  draftOf,
  draftProblems,
  isSame,
  type Problems,
  type RoutingDraft,
  routingOf,
  stillRefused,
} from './routing-draft.ts'

/** What is kept in this browser of changes that were not saved; `base`: what they began from. */
interface Kept {
  base: QueueRouting
  draft: RoutingDraft
}

/** Changes of how a queue routes: kept in this browser until they are saved or thrown away. */
export function useRoutingDraft(mailboxId: string, server: QueueRouting) {
  const toasts = useToasts()
  const [kept, setKept] = useState<Kept | undefined>(() => load(mailboxId))
  const [refused, setRefused] = useState<{ problems: Problems; sent: QueueRouting }>()
  useEffect(() => keep(mailboxId, kept), [mailboxId, kept])
  const draft = useMemo(() => kept?.draft ?? draftOf(server), [kept, server])
  const routing = useMemo(() => routingOf(draft), [draft])
  const own = useMemo(() => draftProblems(draft), [draft])
  const problems = { ...(refused && stillRefused(refused.problems, refused.sent, routing)), ...own }
  const save = useMutation({
    mutationFn: () => api.put(mailboxId, routing),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.routing(mailboxId), saved)
      setKept(undefined)
      setRefused(undefined)
      toasts.done('Saved. It holds for what comes from now on.')
    },
    onError: (error) => {
      const fields = error instanceof ApiProblem ? error.fields : []
      setRefused({
        problems: Object.fromEntries(fields.map((one) => [pointerOf(one), one.detail])),
        sent: routing,
      })
      toasts.failed(error)
    },
  })
  const change = (changes: Partial<QueueRouting>, holidayText = draft.holidayText) => {
    const next = { routing: { ...draft.routing, ...changes }, holidayText }
    const isAsItWas = isSame(routingOf(next), server) && Object.keys(draftProblems(next)).length === 0
    setKept(isAsItWas ? undefined : { base: kept?.base ?? server, draft: next })
  }
  return {
    draft,
    routing,
    problems,
    isChanged: kept !== undefined,
    /** Somebody else has saved meanwhile. */
    isStale: kept !== undefined && !isSame(kept.base, server),
    isReady: Object.keys(own).length === 0,
    change,
    save,
    discard: () => {
      setKept(undefined)
      setRefused(undefined)
    },
  }
}

export type RoutingEdit = ReturnType<typeof useRoutingDraft>

function pointerOf({ pointer }: { pointer: string }): string {
  return pointer.replace(/^#/, '')
}

// Begins as drafts of mail do, which go when somebody signs out (compose/draft-store.ts).
const nameOf = (mailboxId: string) => `tandem.draft.routing.${mailboxId}`

function load(mailboxId: string): Kept | undefined {
  const text = localStorage.getItem(nameOf(mailboxId))
  return text === null ? undefined : JSON.parse(text)
}

function keep(mailboxId: string, kept: Kept | undefined): void {
  if (kept === undefined) localStorage.removeItem(nameOf(mailboxId))
  else localStorage.setItem(nameOf(mailboxId), JSON.stringify(kept))
}
