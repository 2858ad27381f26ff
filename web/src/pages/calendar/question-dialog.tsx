import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useLast } from '../../components/use-last.ts'
import type { EventEdit } from './event-edit.ts'
import type { Question } from './use-event-edit.ts'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  addresses: {
    margin: '0',
    paddingInlineStart: tokens.spacingHorizontalXL,
    maxHeight: '40vh',
    overflowY: 'auto',
  },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** What must be answered before an edit goes on: who would be mailed, or what somebody else has changed. */
export function QuestionDialog(props: { question: Question | undefined }) {
  const question = useLast(props.question)
  const isOpen = props.question !== undefined
  return (
    <Dialog open={isOpen} modalType="alert" onOpenChange={() => question?.answer(false)}>
      <DialogSurface>
        {question?.kind === 'attendees' && <AttendeeQuestion {...question} />}
        {question?.kind === 'clashes' && <ClashQuestion {...question} />}
      </DialogSurface>
    </Dialog>
  )
}

function AttendeeQuestion(props: Extract<Question, { kind: 'attendees' }>) {
  const styles = useStyles()
  const { addresses, answer } = props
  const { title, yes, what } = wordsFor(props.edit)
  return (
    <DialogBody>
      <DialogTitle>{title}</DialogTitle>
      <DialogContent className={styles.content}>
        <Text>
          {addresses.length === 1 ? 'This person' : `These ${addresses.length} people`} will get a mail about
          it:
        </Text>
        <ul className={styles.addresses}>
          {addresses.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ul>
        <Text size={200} className={styles.quiet}>
          Nothing has been mailed yet. It cannot be saved without mailing: the mailbox’s own service mails the
          attendees whenever {what}.
        </Text>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => answer(false)}>Cancel</Button>
        <Button appearance="primary" onClick={() => answer(true)}>
          {yes}
        </Button>
      </DialogActions>
    </DialogBody>
  )
}

function wordsFor(edit: EventEdit): { title: string; yes: string; what: string } {
  if (edit.kind === 'create')
    return { title: 'Send invitations?', yes: 'Save and invite', what: 'a meeting with attendees is made' }
  if (edit.kind === 'remove')
    return { title: 'Send cancellations?', yes: 'Delete and tell them', what: 'a meeting is deleted' }
  return {
    title: 'Tell the attendees?',
    yes: 'Save and tell them',
    what: 'something of a meeting that concerns them changes',
  }
}

function ClashQuestion(props: Extract<Question, { kind: 'clashes' }>) {
  const { clashes, answer } = props
  const names = clashes.map(({ field }) => fieldNames[field] ?? field)
  return (
    <DialogBody>
      <DialogTitle>Somebody changed this meanwhile</DialogTitle>
      <DialogContent>
        Since you opened it, somebody else has changed {new Intl.ListFormat('en').format([...new Set(names)])}
        .
      </DialogContent>
      <DialogActions>
        <Button onClick={() => answer(false)}>Leave theirs</Button>
        <Button appearance="primary" onClick={() => answer(true)}>
          Do mine
        </Button>
      </DialogActions>
    </DialogBody>
  )
}

const fieldNames: Record<string, string> = {
  subject: 'the title',
  body: 'the description',
  start: 'the time',
  end: 'the time',
  isAllDay: 'the time',
  times: 'the time or the rhythm',
  recurrence: 'the rhythm',
  location: 'the place',
  attendees: 'the attendees',
  categories: 'the categories',
  showAs: 'how it is shown',
  sensitivity: 'its sensitivity',
  isReminderOn: 'the reminder',
  reminderMinutesBeforeStart: 'the reminder',
  isOnlineMeeting: 'the online meeting',
  everything: 'something of it',
}
