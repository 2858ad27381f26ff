import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
} from '@fluentui/react-components'
import { CopyButton } from '../../components/copy.tsx'

const useStyles = makeStyles({ secret: { overflowWrap: 'anywhere' } })

/** The signing secret, which is shown this once; `null` when its answer was lost on the way. */
export function SecretBar(props: { secret: string | null; onDone: () => void }) {
  const styles = useStyles()
  const { secret, onDone } = props
  return (
    <MessageBar intent={secret === null ? 'warning' : 'success'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {secret === null
            ? 'The secret was lost on the way. Make a new one on the webhook’s page.'
            : 'Copy the signing secret now; it is shown this once.'}
        </MessageBarTitle>{' '}
        <Text font="monospace" className={styles.secret}>
          {secret}
        </Text>
      </MessageBarBody>
      <MessageBarActions>
        {secret !== null && <CopyButton text={secret} label="Copy secret" words />}
        <Button size="small" onClick={onDone}>
          Done
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
