import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { CloudOffRegular, PulseRegular } from '@fluentui/react-icons'
import type { StreamState } from '../live.ts'

const useStyles = makeStyles({
  root: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, whiteSpace: 'nowrap' },
  live: { color: tokens.colorNeutralForeground2 },
  lost: { color: tokens.colorStatusWarningForeground1 },
  words: { '@media (max-width: 640px)': { display: 'none' } },
})

const words: Record<StreamState, string> = {
  live: 'Live',
  connecting: 'Connecting …',
  lost: 'Not live: reconnecting',
  offline: 'Offline: shown as last seen',
}

/** Whether changes arrive by themselves just now; said aloud when that changes. */
export function LiveState(props: { state: StreamState }) {
  const styles = useStyles()
  const well = props.state === 'live' || props.state === 'connecting'
  return (
    <span
      role="status"
      className={`${styles.root} ${well ? styles.live : styles.lost}`}
      title={words[props.state]}
    >
      {well ? <PulseRegular aria-hidden /> : <CloudOffRegular aria-hidden />}
      <Text size={200} className={well ? styles.words : undefined}>
        {words[props.state]}
      </Text>
    </span>
  )
}
