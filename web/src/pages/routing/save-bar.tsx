import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components'
import type { RoutingEdit } from './use-routing-draft.ts'

const useStyles = makeStyles({ bar: { position: 'sticky', bottom: '0', zIndex: 2 } })

/** Says that changes are not saved yet, for as long as they are not. */
export function SaveBar({ edit }: { edit: RoutingEdit }) {
  const styles = useStyles()
  if (!edit.isChanged) return null
  const count = Object.keys(edit.problems).length
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>Not saved yet.</MessageBarTitle>{' '}
        {edit.isStale
          ? 'Somebody else has saved other settings meanwhile: saving yours puts these in their place.'
          : 'Your changes stay in this browser until you save or discard them; mail is routed as before.'}
        {count > 0 && ` ${count === 1 ? 'One thing is' : `${count} things are`} to be corrected above.`}
      </MessageBarBody>
      <MessageBarActions>
        <Button
          appearance="primary"
          disabled={edit.save.isPending || !edit.isReady}
          onClick={() => edit.save.mutate()}
        >
          {edit.save.isPending ? 'One moment …' : 'Save'}
        </Button>
        <Button onClick={edit.discard}>Discard</Button>
      </MessageBarActions>
    </MessageBar>
  )
}
