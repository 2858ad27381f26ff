import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components'
import { ArrowReplyAllRegular, ArrowReplyRegular } from '@fluentui/react-icons'
import { useCallback, useState } from 'react'
import type { InboundMessage, Queue, WholeConversation } from '../../shapes.ts'
import { Compose } from '../compose/compose.tsx'
import { UndoBar } from '../mail/undo-bar.tsx'
import { useLimits } from '../mail/use-messages.ts'
import { useTakeBack } from '../mail/use-take-back.ts'
import { Lookers } from './lookers.tsx'
import { othersOf, type ReplyKind, replyDraft } from './reply-draft.ts'

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** The button that begins an answer: a key presses it. */
export const replyId = 'reply'

/** Being written: to which message, of what kind, and how many answers there were when it was begun. */
interface Writing {
  message: InboundMessage
  kind: ReplyKind
  about: string
  answers: number
}

/** Answers the newest message of a conversation from the queue's address. */
export function Reply(props: { conversation: WholeConversation; queue: Queue }) {
  const { conversation, queue } = props
  const [writing, setWriting] = useState<Writing>()
  const message = conversation.items.findLast(({ kind }) => kind === 'mail')
  const answers = conversation.answers.length
  const begin = useCallback(
    (kind: ReplyKind, about?: string) =>
      message && setWriting({ message, kind, about: about ?? `${kind} ${message.id}`, answers }),
    [message, answers],
  )
  // What was taken back is written on: its own draft has who gets it.
  const back = useTakeBack(
    queue.id,
    useCallback((id) => begin('reply', `again ${id}`), [begin]),
  )
  const limits = useLimits(queue.id).data
  if (!message) return null
  return (
    <>
      <Lookers conversation={conversation} isWriting={writing !== undefined} />
      <UndoBar messages={conversation.answers} onUndo={back.takeBack} />
      {writing ? (
        <>
          {answers > writing.answers && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>Somebody has answered meanwhile: read it before you send yours.</MessageBarBody>
            </MessageBar>
          )}
          <Compose
            key={writing.about}
            mailboxId={queue.id}
            about={writing.about}
            title={`Answer from ${queue.address}`}
            begin={replyDraft(writing.message, writing.kind, queue.address)}
            limits={limits}
            onSent={(sent, draft) => {
              back.remember(sent, draft)
              setWriting(undefined)
            }}
            onClose={() => setWriting(undefined)}
          />
        </>
      ) : (
        <Choices
          hasOthers={othersOf(message, queue.address).length > 0}
          canSend={limits !== undefined}
          onBegin={begin}
        />
      )}
    </>
  )
}

function Choices(props: { hasOthers: boolean; canSend: boolean; onBegin: (kind: ReplyKind) => void }) {
  const styles = useStyles()
  if (!props.canSend) return null
  return (
    <div className={styles.buttons}>
      <Button
        id={replyId}
        icon={<ArrowReplyRegular />}
        aria-keyshortcuts="r"
        onClick={() => props.onBegin('reply')}
      >
        Reply
      </Button>
      {props.hasOthers && (
        <Button icon={<ArrowReplyAllRegular />} onClick={() => props.onBegin('all')}>
          Reply to all
        </Button>
      )}
    </div>
  )
}
