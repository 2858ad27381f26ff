import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components'
import { RecordLink } from '../../components/record-link.tsx'
import type { UndoneBatch } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({ list: { margin: '0' } })

/** As many records are named. */
const most = 8

/** What an undo did, and which records it left as they are because somebody edited them since. */
export function UndoneBar(props: { mailboxId: string; undone: UndoneBatch }) {
  const styles = useStyles()
  const { kind, reverted, skipped } = props.undone
  const named = skipped.slice(0, most)
  return (
    <MessageBar intent={skipped.length === 0 ? 'success' : 'warning'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {reverted === 0
            ? 'Nothing was taken back.'
            : `${numberText(reverted)} taken back here; the mailbox follows.`}
        </MessageBarTitle>{' '}
        {skipped.length > 0 && `${numberText(skipped.length)} left as they are, edited since:`}
        {skipped.length > 0 && (
          <ul className={styles.list}>
            {named.map(({ recordId, name }) => (
              <li key={recordId}>
                <RecordLink kind={kind} mailboxId={props.mailboxId} recordId={recordId} name={name} />
              </li>
            ))}
            {skipped.length > most && <li>… and {numberText(skipped.length - most)} more</li>}
          </ul>
        )}
      </MessageBarBody>
    </MessageBar>
  )
}
