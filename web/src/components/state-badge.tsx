import { Badge, type BadgeProps } from '@fluentui/react-components'
import type { ConnectionState, MailboxState } from '../shapes.ts'

type Look = [words: string, color: BadgeProps['color']]

const connectionLooks: Record<ConnectionState, Look> = {
  draft: ['Being set up', 'informative'],
  verifying: ['Being verified', 'informative'],
  verified: ['Verified', 'success'],
  failed: ['Not verified', 'danger'],
  active: ['Active', 'success'],
  suspended: ['Suspended', 'warning'],
}
const mailboxLooks: Record<MailboxState, Look> = {
  found: ['Not switched on', 'subtle'],
  on: ['On', 'success'],
  off: ['Off', 'informative'],
  trouble: ['In trouble', 'danger'],
}

export function ConnectionBadge(props: { state: ConnectionState }) {
  const [words, color] = connectionLooks[props.state]
  return (
    <Badge appearance="tint" color={color}>
      {words}
    </Badge>
  )
}

export function MailboxBadge(props: { state: MailboxState }) {
  const [words, color] = mailboxLooks[props.state]
  return (
    <Badge appearance="tint" color={color}>
      {words}
    </Badge>
  )
}
