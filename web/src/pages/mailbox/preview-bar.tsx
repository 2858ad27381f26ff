import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components'
import { mailboxes } from '../../api.ts'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({ list: { margin: '0' } })

/** What the first sync would do, before anything is written, and the yes to it. */
export function PreviewBar(props: { mailboxId: string; preview: Record<string, unknown> | null }) {
  const styles = useStyles()
  const { mailboxId, preview } = props
  const touches = [keys.mailbox(mailboxId), ['mailboxes']]
  const start = useAct(() => mailboxes.change(mailboxId, { state: 'on', preview: false }), {
    said: 'The first sync begins.',
    touches,
  })
  const again = useAct(() => mailboxes.act(mailboxId, 'preview'), { touches })
  if (!preview?.finishedAt) {
    return (
      <MessageBar intent="info">
        <MessageBarBody>
          The mailbox is being read to show what the first sync would do. Nothing is written yet.
        </MessageBarBody>
      </MessageBar>
    )
  }
  const samples = Array.isArray(preview.samples) ? preview.samples.map(sampleText) : []
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Ready for the first sync.</MessageBarTitle> It would create {count(preview.create)}{' '}
        here, link {count(preview.link)} that are on both sides, and write {count(preview.push)} to the
        mailbox. Nothing was written yet.
        {samples.length > 0 && (
          <ul className={styles.list}>
            {samples.slice(0, 8).map((sample) => (
              <li key={sample}>{sample}</li>
            ))}
          </ul>
        )}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" appearance="primary" disabled={start.isPending} onClick={() => start.mutate()}>
          Start the first sync
        </Button>
        <Button size="small" disabled={again.isPending} onClick={() => again.mutate()}>
          Look again
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}

function count(value: unknown): string {
  return numberText(Number(value ?? 0))
}

/** A sample is a name, or an object that says what would happen to whom. */
function sampleText(sample: unknown): string {
  if (typeof sample === 'string') return sample
  return Object.values(sample as Record<string, unknown>)
    .filter((part) => typeof part === 'string')
    .join(': ')
}
