import { Button, Checkbox, Field, makeStyles, Text, Textarea, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { CalendarEvent } from '../../shapes.ts'
import { type EventAnswer, events } from '../../workspace-api.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

const answers: [response: EventAnswer, label: string][] = [
  ['accepted', 'Accept'],
  ['tentativelyAccepted', 'Perhaps'],
  ['declined', 'Decline'],
]

const given: Record<string, string> = {
  accepted: 'You have accepted.',
  tentativelyAccepted: 'You have answered with perhaps.',
  declined: 'You have declined.',
}

/** The answer to an invitation, with a word to the organizer; who is told is said before it is sent. */
export function ResponseBar({ event }: { event: CalendarEvent }) {
  const styles = useStyles()
  const [comment, setComment] = useState('')
  const [notifyOrganizer, setNotify] = useState(true)
  const response = event.responseStatus?.response ?? 'none'
  const organizer =
    event.organizer?.emailAddress.name || event.organizer?.emailAddress.address || 'the organizer'
  const respond = useAct(
    (answer: EventAnswer) => {
      const words = notifyOrganizer && comment.trim() !== '' ? { comment: comment.trim() } : {}
      return events.respond(
        event.mailboxId,
        event.id,
        { response: answer, notifyOrganizer, ...words },
        event.version,
      )
    },
    {
      said: notifyOrganizer ? `Answered; ${organizer} is told.` : 'Answered; nobody is told.',
      touches: [keys.calendar(event.mailboxId), keys.event(event.mailboxId, event.id)],
    },
  )
  return (
    <section className={styles.root} aria-label="Answer to the invitation">
      <Text weight="semibold">{given[response] ?? `${organizer} asks you to come.`}</Text>
      <Field label="A word with it">
        <Textarea
          value={comment}
          rows={2}
          disabled={!notifyOrganizer}
          onChange={(_, data) => setComment(data.value)}
        />
      </Field>
      <Checkbox
        checked={notifyOrganizer}
        label={`Tell ${organizer} by mail`}
        onChange={(_, data) => setNotify(data.checked === true)}
      />
      <div className={styles.buttons}>
        {answers.map(([answer, label]) => (
          <Button
            key={answer}
            appearance={response === answer ? 'primary' : 'secondary'}
            aria-pressed={response === answer}
            disabledFocusable={respond.isPending}
            onClick={() => respond.mutate(answer)}
          >
            {label}
          </Button>
        ))}
      </div>
    </section>
  )
}
