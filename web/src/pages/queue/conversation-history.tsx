import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons'
import { useId, useState } from 'react'
import { Moment } from '../../components/when.tsx'
import type { ConversationEvent } from '../../shapes.ts'
import { actorText, eventText, reasonText } from './history-words.ts'

const useStyles = makeStyles({
  // Its words stand where those above it stand.
  button: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})` },
  list: {
    listStyleType: 'none',
    margin: '0',
    padding: `0 0 0 ${tokens.spacingHorizontalM}`,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    borderInlineStartWidth: '2px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke2,
    maxHeight: '40vh',
    overflowY: 'auto',
  },
  event: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Why a conversation is with whoever has it: what happened to it, newest first, with the reasons. */
export function ConversationHistory(props: { events: ConversationEvent[]; isMine: boolean }) {
  const styles = useStyles()
  const [isOpen, setOpen] = useState(false)
  const listId = useId()
  if (props.events.length === 0) return null
  return (
    <div>
      <Button
        size="small"
        appearance="transparent"
        className={styles.button}
        icon={isOpen ? <ChevronDownRegular /> : <ChevronRightRegular />}
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {props.isMine ? 'Why did this come to me?' : 'What happened to it, and why?'}
      </Button>
      {isOpen && (
        // What scrolls is reached by keys.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <ol id={listId} className={styles.list} aria-label="What happened" tabIndex={0}>
          {props.events.toReversed().map((event) => (
            <Event key={event.id} event={event} />
          ))}
        </ol>
      )}
    </div>
  )
}

function Event({ event }: { event: ConversationEvent }) {
  const styles = useStyles()
  return (
    <li className={styles.event}>
      <Text weight="semibold">{eventText(event)}</Text>
      {event.reasons.map((reason) => (
        <Text key={reason}>{reasonText(reason)}</Text>
      ))}
      <Text size={200} className={styles.quiet}>
        <Moment at={event.at} /> · {actorText(event)}
      </Text>
    </li>
  )
}
