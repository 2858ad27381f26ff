import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components'
import { ArrowForwardRegular, ArrowReplyAllRegular, ArrowReplyRegular } from '@fluentui/react-icons'
import { useCallback } from 'react'
import type { Queue, WholeConversation } from '../../shapes.ts'
import { Compose } from '../compose/compose.tsx'
import { UndoBar } from '../mail/undo-bar.tsx'
import { useLimits } from '../mail/use-messages.ts'
import { useTakeBack } from '../mail/use-take-back.ts'
import { Lookers } from './lookers.tsx'
import { MessageText } from './message-text.tsx'
import { knownFields, othersOf, type ReplyKind, replyDraft } from './reply-draft.ts'
import type { Writing } from './use-writing.ts'

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** The buttons that begin an answer and a forwarding: keys press them. */
export const replyId = 'reply'
export const forwardId = 'forward'

/** Answers the newest message of a conversation from the queue's address, or forwards one. */
export function Reply(props: { conversation: WholeConversation; queue: Queue; writing: Writing }) {
  const { conversation, queue } = props
  const { written, newest, begin, end } = props.writing
  // What was taken back is written on: its own draft has who gets it.
  const back = useTakeBack(
    queue.id,
    useCallback((id) => begin('reply', undefined, `again ${id}`), [begin]),
  )
  const limits = useLimits(queue.id).data
  if (!newest && !written) return null
  return (
    <>
      <Lookers conversation={conversation} isWriting={written !== undefined} />
      <UndoBar messages={conversation.answers} onUndo={back.takeBack} />
      {written ? (
        <>
          {conversation.answers.length > written.answers && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>Somebody has answered meanwhile: read it before you send yours.</MessageBarBody>
            </MessageBar>
          )}
          <Compose
            key={written.about}
            mailboxId={queue.id}
            about={written.about}
            title={`${written.kind === 'forward' ? 'Forward' : 'Answer'} from ${queue.address}`}
            begin={replyDraft(written.message, written.kind, queue.address)}
            quoted={<MessageText {...written.message} quotedFrom={null} />}
            known={knownFields(conversation)}
            limits={limits}
            onSent={(sent, draft) => {
              back.remember(sent, draft)
              end()
            }}
            onClose={end}
          />
        </>
      ) : (
        newest && (
          <Choices
            hasOthers={othersOf(newest, queue.address).length > 0}
            canSend={limits !== undefined}
            onBegin={begin}
          />
        )
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
      <Button
        id={forwardId}
        icon={<ArrowForwardRegular />}
        aria-keyshortcuts="f"
        onClick={() => props.onBegin('forward')}
      >
        Forward
      </Button>
    </div>
  )
}
