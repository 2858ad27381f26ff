import { Badge } from '@fluentui/react-components'
import { PageLink } from '../../components/links.tsx'
import { plainText } from '../../framed-html.ts'
import type { Answer as AnswerMessage } from '../../shapes.ts'
import { stateLook } from '../mail/message-words.ts'
import { Folded } from './folded.tsx'
import { MessageText } from './message-text.tsx'
import { PeopleLines } from './people-lines.tsx'
import { UndeliveredBars } from './undelivered.tsx'

/** A message that was sent to the conversation from here, with what became of it. */
export function Answer(props: { message: AnswerMessage; isNewest: boolean }) {
  const { message, isNewest } = props
  const { id, mailboxId, to, cc, bcc, html, sentAt, createdAt } = message
  const [words, color] = lookOf(message)
  const title = titleOf(message)
  const text = message.text ?? plainText(html ?? '')
  return (
    <Folded
      label={title}
      title={title}
      badge={
        <Badge appearance="tint" color={color} size="small">
          {words}
        </Badge>
      }
      preview={text}
      at={sentAt ?? createdAt}
      isNewest={isNewest}
    >
      <PeopleLines lines={{ To: to, Cc: cc, Bcc: bcc }} />
      <UndeliveredBars undelivered={message.undelivered} />
      <MessageText html={html} text={text} quotedFrom={null} />
      <div>
        <PageLink to="/workspace/$mailboxId/mail" params={{ mailboxId }} search={{ message: id }}>
          Open it in Mail
        </PageLink>
      </div>
    </Folded>
  )
}

function titleOf({ isForward, isAutomatic }: AnswerMessage): string {
  if (isAutomatic) return 'Acknowledged by Tandem'
  return isForward ? 'Forwarded from here' : 'Answered from here'
}

/** What came back counts more than that it was sent. */
function lookOf(message: AnswerMessage): ReturnType<typeof stateLook> {
  if (message.undelivered.some(({ isFinal }) => isFinal)) return ['Not delivered', 'danger']
  return message.undelivered.length > 0 ? ['Delayed', 'warning'] : stateLook(message)
}
