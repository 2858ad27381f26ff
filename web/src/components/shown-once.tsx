import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
} from '@fluentui/react-components'
import { CopyButton } from './copy.tsx'

const useStyles = makeStyles({
  // A link has no place where a phone could break it.
  text: { overflowWrap: 'anywhere', whiteSpace: 'normal' },
})

/** What is told this once: a key, a link. */
export function ShownOnce(props: { what: 'key' | 'link'; text: string; note?: string; onDone: () => void }) {
  const styles = useStyles()
  const { what, text } = props
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody className={styles.text}>
        <MessageBarTitle>Copy the {what} now; it is shown this once.</MessageBarTitle> {props.note}{' '}
        <Text font="monospace">{text}</Text>
      </MessageBarBody>
      <MessageBarActions>
        <CopyButton text={text} label={`Copy ${what}`} words />
        <Button size="small" onClick={props.onDone}>
          Done
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
