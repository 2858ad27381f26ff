import { Button, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import type { ListedMessage } from '../../shapes.ts'
import { secondsLeft, undoSeconds } from '../compose/undo-time.ts'
import { recipientsText } from './message-words.ts'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackgroundInverted,
    color: tokens.colorNeutralForegroundInverted,
  },
  progress: { gridColumn: '1 / -1', marginTop: tokens.spacingVerticalXS },
})

/** While a message can be taken back: how long still, and the button that does it. */
export function UndoBar(props: { messages: ListedMessage[]; onUndo: (message: ListedMessage) => void }) {
  const styles = useStyles()
  const seen = useRef(new Map<string, number>())
  const held = props.messages.filter(({ state, undoUntil }) => state === 'held' && undoUntil !== null)
  const now = useNow(held.length > 0)
  for (const { id } of held) if (!seen.current.has(id)) seen.current.set(id, now)
  return held.map((message) => {
    const left = secondsLeft(message.undoUntil, seen.current.get(message.id) ?? now, now)
    if (left === 0) return null
    return (
      <div key={message.id} className={styles.root}>
        <Text truncate wrap={false}>
          <span role="status">To {recipientsText(message)}: goes out in a moment.</span>{' '}
          <span aria-hidden>{left} s</span>
        </Text>
        <Button onClick={() => props.onUndo(message)}>Undo</Button>
        <ProgressBar
          className={styles.progress}
          value={left / undoSeconds}
          aria-label="Time to take it back"
        />
      </div>
    )
  })
}

function useNow(isWanted: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!isWanted) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [isWanted])
  return now
}
