import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components'
import { mailboxes } from '../../api.ts'
import { kindTitle } from '../../components/kind-names.ts'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Collection } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({ list: { margin: '0' } })

/** What the first sync would do with each kind of record, before anything is written, and the yes to all of it. */
export function PreviewBar(props: { mailboxId: string; collections: Collection[] }) {
  const styles = useStyles()
  const { mailboxId, collections } = props
  const touches = [keys.mailbox(mailboxId), ['mailboxes']]
  const start = useAct(() => mailboxes.change(mailboxId, { state: 'on', preview: false }), {
    said: 'The first sync begins.',
    touches,
  })
  const again = useAct(() => mailboxes.act(mailboxId, 'preview'), { touches })
  const lookAgain = (
    <Button size="small" disabled={again.isPending} onClick={() => again.mutate()}>
      Look again
    </Button>
  )
  const reading = collections.filter(({ preview }) => !preview?.finishedAt)
  if (reading.length > 0) {
    const failure = reading.find((collection) => collection.failure)?.failure
    return (
      <MessageBar intent={failure ? 'warning' : 'info'} layout="multiline">
        <MessageBarBody>
          {failure
            ? 'The mailbox could not be read yet, so nobody knows what the first sync would do. It is tried again by itself; when the cause is gone, look again at once. Nothing was written.'
            : 'The mailbox is being read to show what the first sync would do. Nothing is written yet.'}
        </MessageBarBody>
        {failure && <MessageBarActions>{lookAgain}</MessageBarActions>}
      </MessageBar>
    )
  }
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Ready for the first sync.</MessageBarTitle> Nothing was written yet.
        <ul className={styles.list}>
          {collections.map(({ kind, preview }) => (
            <li key={kind}>
              {kindTitle(kind)}: It would create {count(preview?.create)} here, link {count(preview?.link)}{' '}
              that are on both sides, and write {count(preview?.push)} to the mailbox
              {Number(preview?.skipped) > 0 && `; ${count(preview?.skipped)} private ones are left out`}.
              {sampleLines(preview?.samples).map((line) => (
                <div key={line}>{line}</div>
              ))}
            </li>
          ))}
        </ul>
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" appearance="primary" disabled={start.isPending} onClick={() => start.mutate()}>
          Start the first sync
        </Button>
        {lookAgain}
      </MessageBarActions>
    </MessageBar>
  )
}

function count(value: unknown): string {
  return numberText(Number(value ?? 0))
}

const actions: Record<string, string> = {
  create: 'Created here',
  link: 'On both sides',
  push: 'Written to the mailbox',
}

/** The names given as examples, one line for each thing that would happen to them. */
function sampleLines(samples: unknown): string[] {
  const given: { action: string; name: string }[] = Array.isArray(samples) ? samples : []
  return Object.entries(actions).flatMap(([action, words]) => {
    const names = given.filter((sample) => sample.action === action).map((sample) => sample.name)
    return names.length === 0 ? [] : [`${words}, for example: ${names.join(', ')}`]
  })
}
