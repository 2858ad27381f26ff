import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components'
import { PageLink } from '../../components/links.tsx'
import type { UndoneBatch } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'
import { contactName } from '../contacts/contact-name.ts'
import { useContact } from '../contacts/use-contacts.ts'

const useStyles = makeStyles({ list: { margin: '0' } })

/** As many contacts are named. */
const most = 8

/** What an undo did, and which contacts it left as they are because somebody edited them since. */
export function UndoneBar(props: { mailboxId: string; undone: UndoneBatch }) {
  const styles = useStyles()
  const { reverted, skipped } = props.undone
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
            {named.map(({ recordId }) => (
              <li key={recordId}>
                <Skipped mailboxId={props.mailboxId} recordId={recordId} />
              </li>
            ))}
            {skipped.length > most && <li>… and {numberText(skipped.length - most)} more</li>}
          </ul>
        )}
      </MessageBarBody>
    </MessageBar>
  )
}

function Skipped(props: { mailboxId: string; recordId: string }) {
  const { mailboxId, recordId } = props
  const { data, isPending, isError } = useContact(mailboxId, recordId)
  if (data === null || isError) return <>A contact that is gone</>
  return (
    <PageLink to="/workspace/$mailboxId" params={{ mailboxId }} search={{ contact: recordId }}>
      {isPending ? '…' : contactName(data)}
    </PageLink>
  )
}
