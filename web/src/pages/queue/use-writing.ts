import { useCallback, useState } from 'react'
import type { InboundMessage, WholeConversation } from '../../shapes.ts'
import type { ReplyKind } from './reply-draft.ts'

/** Being written: to which message, of what kind, and how many answers there were when it was begun. */
interface Written {
  message: InboundMessage
  kind: ReplyKind
  about: string
  answers: number
}

/** What is being written in a conversation; one thing at a time. Without a message the newest from a person is meant. */
export function useWriting({ items, answers: sent }: Pick<WholeConversation, 'items' | 'answers'>) {
  const [written, setWritten] = useState<Written>()
  const newest = items.findLast(({ kind }) => kind === 'mail')
  const answers = sent.length
  const begin = useCallback(
    (kind: ReplyKind, message = newest, about?: string) => {
      if (message) setWritten({ message, kind, about: about ?? `${kind} ${message.id}`, answers })
    },
    [newest, answers],
  )
  return { written, newest, begin, end: useCallback(() => setWritten(undefined), []) }
}

export type Writing = ReturnType<typeof useWriting>
