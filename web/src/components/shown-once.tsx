import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
} from '@fluentui/react-components'
import { CopyButton } from './copy.tsx'

/** What is told this once: a key, a link. */
export function ShownOnce(props: { what: 'key' | 'link'; text: string; note?: string; onDone: () => void }) {
  const { what, text } = props
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody>
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
