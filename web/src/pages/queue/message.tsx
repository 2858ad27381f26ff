import { Badge, Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { ArrowForwardRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import { Moment } from '../../components/when.tsx'
import type { InboundMessage } from '../../shapes.ts'
import { Folded } from './folded.tsx'
import { InvitationCard } from './invitation.tsx'
import { MessageFiles } from './message-files.tsx'
import { MessageText } from './message-text.tsx'
import { PeopleLines } from './people-lines.tsx'
import { kindWords, remarksOf, senderOf } from './queue-words.ts'

/** A message that came in. */
export function Message(props: {
  message: InboundMessage
  isNewest: boolean
  onForward: () => void
  menu: ReactNode
}) {
  const { message, isNewest } = props
  const { from, kind, text, quotedFrom, receivedAt } = message
  const badge = kindWords[kind] && (
    <Badge appearance="tint" color={kind === 'reply' ? 'informative' : 'warning'} size="small">
      {kindWords[kind]}
    </Badge>
  )
  return (
    <Folded
      label={`From ${senderOf(from)}`}
      title={senderOf(from)}
      badge={badge}
      preview={text.slice(0, quotedFrom ?? undefined)}
      at={receivedAt}
      isNewest={isNewest}
    >
      <Body message={message} />
      <div>
        <Button size="small" appearance="subtle" icon={<ArrowForwardRegular />} onClick={props.onForward}>
          Forward this message
        </Button>
        {props.menu}
      </div>
    </Folded>
  )
}

function Body({ message }: { message: InboundMessage }) {
  const { from, replyTo, to, cc, problems, sentAt, receivedAt } = message
  const others = replyTo.filter(({ address }) => address !== from.address)
  return (
    <>
      <PeopleLines
        lines={{ From: [from], To: to, Cc: cc, 'Answers go to': others }}
        others={sentAt && isLate(sentAt, receivedAt) ? { Written: <Moment at={sentAt} /> } : {}}
      />
      {remarksOf(message).map((remark) => (
        <Bar key={remark} intent="info" text={remark} />
      ))}
      {problems.map((problem) => (
        <Bar key={problem} intent="warning" text={problem} />
      ))}
      {message.invitation && <InvitationCard invitation={message.invitation} />}
      <MessageText {...message} />
      <MessageFiles message={message} />
    </>
  )
}

function Bar(props: { intent: 'info' | 'warning'; text: string }) {
  return (
    <MessageBar intent={props.intent} layout="multiline">
      <MessageBarBody>{props.text}</MessageBarBody>
    </MessageBar>
  )
}

/** Whether it was written noticeably before it came, as its sender says; clocks differ by some minutes. */
function isLate(sentAt: string, receivedAt: string): boolean {
  return Math.abs(Date.parse(receivedAt) - Date.parse(sentAt)) > 300_000
}
