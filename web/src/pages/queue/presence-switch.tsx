import { makeStyles, Switch, Text, tokens } from '@fluentui/react-components'
import { useSayPresence, useSelf } from '../../presence.ts'

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', whiteSpace: 'nowrap', marginInlineStart: 'auto' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Whether the person is there for what waits: queues that distribute give to those who are. */
export function PresenceSwitch() {
  const styles = useStyles()
  const self = useSelf()
  const say = useSayPresence()
  if (!self) return null
  const isAvailable = self.presence === 'available'
  return (
    <span
      className={styles.root}
      title="Queues that distribute give conversations to those who are available"
    >
      <Text size={200} aria-hidden weight={isAvailable ? 'regular' : 'semibold'} className={styles.quiet}>
        Away
      </Text>
      <Switch
        label={
          <Text size={200} weight={isAvailable ? 'semibold' : 'regular'}>
            Available
          </Text>
        }
        checked={isAvailable}
        onChange={(_, { checked }) => say.mutate(checked ? 'available' : 'away')}
      />
    </span>
  )
}
