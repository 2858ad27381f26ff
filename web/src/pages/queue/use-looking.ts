import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import { looking } from '../../queues-api.ts'
import type { WholeConversation } from '../../shapes.ts'

/** Milliseconds between two signs; after a minute without one the server forgets who looks. */
const beat = 20_000

/** Tells the server that the conversation is open, and whether an answer is being written; takes in who else looks. */
export function useLooking(id: string, isWriting: boolean): void {
  const { mutate } = useMutation({
    mutationFn: (sign: { id: string; isWriting: boolean }) => looking.say(sign.id, sign.isWriting),
    // A sign that is kept until there is a network again would be about the past.
    networkMode: 'always',
    onSuccess: ({ items: lookers }, sign) => {
      queryClient.setQueryData<WholeConversation>(
        keys.conversation(sign.id),
        (held) => held && { ...held, lookers },
      )
    },
  })
  useEffect(() => {
    // Nobody looks at a page that is behind another.
    const say = () => {
      if (!document.hidden) mutate({ id, isWriting })
    }
    say()
    const timer = setInterval(say, beat)
    document.addEventListener('visibilitychange', say)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', say)
    }
  }, [id, isWriting, mutate])
  // What does not arrive is forgotten by the server in a minute.
  useEffect(() => () => void Promise.allSettled([looking.end(id)]), [id])
}
