import { useMutation } from '@tanstack/react-query'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Conversation, WholeConversation } from '../../shapes.ts'
import type { Act, Shown } from './acts.ts'
import type { Found } from './use-queues.ts'

const mutationKey = ['conversations']
const foundKey = { queryKey: ['conversations', 'found'] }

/** Does something to a conversation: shown at once, taken back (and said why) if it is refused. */
export function useConversationAct() {
  const toasts = useToasts()
  const act = useMutation({
    mutationKey,
    // One after the other, however fast keys are pressed.
    scope: { id: 'conversations' },
    mutationFn: ({ send }: Act) => send(),
    onMutate: async ({ id, shown }) => {
      // An answer from before would put the old state back.
      await queryClient.cancelQueries({ queryKey: ['conversations'] })
      const before = heldOf(id)
      show(id, shown)
      return before && sameFields(before, shown)
    },
    onSuccess: (_, { said, undo }) => {
      if (said !== undefined)
        toasts.done(said, undo && { label: undo.label, act: () => act.mutate(undo.act) })
    },
    onError: (error, { id }, before) => {
      toasts.failed(error)
      if (before) show(id, before)
    },
    onSettled: async () => {
      // An answer between two of them would show the first for a moment.
      if (queryClient.isMutating({ mutationKey }) > 1) return
      const touched = [keys.queues(), ['conversations'], ['agents']]
      await Promise.all(touched.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    },
  })
  return act
}

/** Whether the person themselves has done something to the conversation in the last minutes. */
export function isOwnAct(id: string): boolean {
  const mutations = queryClient.getMutationCache().findAll({ mutationKey })
  return mutations.some(({ state }) => (state.variables as Act | undefined)?.id === id)
}

function heldOf(id: string): Conversation | undefined {
  const whole = queryClient.getQueryData<WholeConversation>(keys.conversation(id))
  if (whole) return whole
  const lists = queryClient.getQueriesData<Found>(foundKey)
  return lists
    .flatMap(([, found]) => found?.pages.flatMap((page) => page.items) ?? [])
    .find((item) => item.id === id)
}

/** What the conversation has in the fields of `shown`. */
function sameFields(held: Conversation, shown: Shown): Shown {
  const names = Object.keys(shown) as (keyof Shown)[]
  return Object.fromEntries(names.map((name) => [name, held[name]]))
}

/** Puts fields wherever the conversation is held. */
function show(id: string, shown: Shown): void {
  queryClient.setQueryData<WholeConversation>(keys.conversation(id), (held) => held && { ...held, ...shown })
  queryClient.setQueriesData<Found>(foundKey, (found) => {
    const pages = found?.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === id ? { ...item, ...shown } : item)),
    }))
    return found && pages && { ...found, pages }
  })
}
