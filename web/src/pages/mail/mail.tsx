import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { ComposeRegular } from '@fluentui/react-icons'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Absent } from '../../components/loaded.tsx'
import { MailboxFrame, useMailbox } from '../../components/mailbox-bar.tsx'
import type { OutgoingMessage, SendingLimits } from '../../shapes.ts'
import { type AnswerKind, answerDraft } from '../compose/answer.ts'
import { Compose } from '../compose/compose.tsx'
import { type Draft, emptyDraft } from '../compose/draft-store.ts'
import { LimitsLine } from './limits-line.tsx'
import { MessageDetails } from './message-details.tsx'
import { MessageList } from './message-list.tsx'
import { UndoBar } from './undo-bar.tsx'
import { useLimits, useMessage, useMessages } from './use-messages.ts'
import { useTakeBack } from './use-take-back.ts'

const narrow = '@media (max-width: 820px)'

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateRows: 'minmax(0, 1fr) auto', minHeight: '0' },
  sides: {
    display: 'grid',
    gridTemplateColumns: 'minmax(300px, 380px) minmax(0, 1fr)',
    minHeight: '0',
    backgroundColor: tokens.colorNeutralBackground1,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  side: {
    display: 'grid',
    gridTemplateRows: 'auto minmax(0, 1fr) auto',
    minWidth: '0',
    minHeight: '0',
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  behind: { [narrow]: { display: 'none' } },
  panel: { minHeight: '0', minWidth: '0', overflowY: 'auto' },
  hint: { display: 'grid', placeItems: 'center', height: '100%', color: tokens.colorNeutralForeground3 },
})

const route = getRouteApi('/inside/workspace/$mailboxId/mail')

/** Workspace: mail that goes out from one mailbox, written and followed until it has gone. */
export function MailPage() {
  const styles = useStyles()
  const { mailboxId } = route.useParams()
  const { message: selected, answer } = route.useSearch()
  const navigate = useNavigate({ from: '/workspace/$mailboxId/mail' })
  const mailbox = useMailbox(mailboxId)
  const limits = useLimits(mailboxId).data
  const found = useMessages(mailboxId)
  const go = useCallback(
    (message?: string, kind?: AnswerKind) =>
      void navigate({ search: { message, answer: kind }, replace: true }),
    [navigate],
  )
  const back = useTakeBack(mailboxId, (id) => go(id, 'again'))
  const close = () => go()
  const sent = (message: OutgoingMessage, draft: Draft) => {
    back.remember(message, draft)
    go()
  }
  const isOpen = selected !== undefined
  return (
    <MailboxFrame mailboxId={mailboxId} title="Mail">
      <div className={styles.root}>
        <div className={styles.sides}>
          <div className={mergeClasses(styles.side, isOpen && styles.behind)}>
            <div className={styles.head}>
              <Text as="h2" weight="semibold" size={400}>
                Outgoing
              </Text>
              <Button appearance="primary" icon={<ComposeRegular />} onClick={() => go('new')}>
                New message
              </Button>
            </div>
            <MessageList found={found} selected={selected} onSelect={(id) => go(id)} />
            <LimitsLine limits={limits} mailbox={mailbox} />
          </div>
          <section aria-label="Mail" className={mergeClasses(styles.panel, !isOpen && styles.behind)}>
            {selected === undefined && (
              <Text className={styles.hint}>Choose a message, or write a new one.</Text>
            )}
            {selected === 'new' && (
              <Compose
                mailboxId={mailboxId}
                about="new"
                title="New message"
                begin={emptyDraft}
                limits={limits}
                onSent={sent}
                onClose={close}
              />
            )}
            {selected !== undefined && selected !== 'new' && answer === undefined && (
              <MessageDetails
                key={selected}
                mailboxId={mailboxId}
                id={selected}
                onAnswer={(kind) => go(selected, kind)}
                onTakeBack={back.takeBack}
                onClose={close}
              />
            )}
            {selected !== undefined && selected !== 'new' && answer !== undefined && mailbox && (
              <Answer
                key={`${selected} ${answer}`}
                mailboxId={mailboxId}
                id={selected}
                kind={answer}
                self={mailbox.address}
                limits={limits}
                onSent={sent}
                onClose={() => go(selected)}
              />
            )}
          </section>
        </div>
        <UndoBar messages={found.items} onUndo={back.takeBack} />
      </div>
    </MailboxFrame>
  )
}

const titles: Record<AnswerKind, string> = {
  reply: 'Write again',
  all: 'Write to all again',
  forward: 'Forward',
  again: 'Write on',
}

/** An answer begins with what it answers. */
function Answer(props: {
  mailboxId: string
  id: string
  kind: AnswerKind
  self: string
  limits: SendingLimits | undefined
  onSent: (message: OutgoingMessage, draft: Draft) => void
  onClose: () => void
}) {
  const { id, kind, self } = props
  const query = useMessage(props.mailboxId, id)
  if (!query.data) return <Absent query={query} rows={8} />
  return (
    <Compose
      {...props}
      about={`${kind} ${id}`}
      title={titles[kind]}
      begin={answerDraft(query.data, kind, self)}
    />
  )
}
