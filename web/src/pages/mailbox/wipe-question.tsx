import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
} from '@fluentui/react-components'
import { mailboxes } from '../../api.ts'
import { Ask } from '../../components/ask.tsx'
import { kindName } from '../../components/kind-names.ts'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({ list: { margin: '0' } })

/** The wipe guard's question: really deleted over there, or the wrong mailbox, or by mistake? */
export function WipeQuestion(props: {
  mailboxId: string
  kind: string
  question: Record<string, unknown>
  writeBack: boolean
}) {
  const { mailboxId, kind, question, writeBack } = props
  const touches = [keys.mailbox(mailboxId), ['mailboxes'], keys.contacts(mailboxId), keys.batches(mailboxId)]
  const wipe = useAct(() => mailboxes.answer(mailboxId, { accept: true, kind }), {
    said: 'They are being deleted here.',
    touches,
  })
  const putBack = useAct(() => mailboxes.answer(mailboxId, { accept: false, putBack: true, kind }), {
    said: 'They are being put back into the mailbox.',
    touches,
  })
  const look = useAct(() => mailboxes.answer(mailboxId, { accept: false, kind }), {
    said: 'The whole mailbox is read once more.',
    touches,
  })
  const isBusy = wipe.isPending || putBack.isPending || look.isPending
  const missing = numberText(Number(question.missing))
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {missing} of {numberText(Number(question.total))} {kindName(kind)} are suddenly missing in the
          mailbox.
        </MessageBarTitle>{' '}
        Nothing was deleted here, and nothing is synced until you decide. Were they really deleted, by
        mistake, or is this the wrong mailbox or folder?
        <Samples question={question} />
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={isBusy} onClick={() => look.mutate()}>
          Look again
        </Button>
        {writeBack && (
          <Button size="small" disabled={isBusy} onClick={() => putBack.mutate()}>
            No, put them back
          </Button>
        )}
        <Ask
          title={`Delete ${missing} ${kindName(kind)} here too?`}
          yes="Delete them"
          onYes={() => wipe.mutateAsync()}
          trigger={
            <Button size="small" disabled={isBusy}>
              Yes, delete them here too
            </Button>
          }
        >
          <Text>
            They are missing in the mailbox already. “Recent changes” below can bring them back later.
          </Text>
        </Ask>
      </MessageBarActions>
    </MessageBar>
  )
}

const shown = 8

/** Some of their names; people share names, so each is counted once. */
function Samples(props: { question: Record<string, unknown> }) {
  const styles = useStyles()
  const { samples, missing } = props.question
  if (!Array.isArray(samples) || samples.length === 0) return null
  const names = [...new Set(samples.map(String))].slice(0, shown)
  const isAll = samples.length === Number(missing) && names.length === samples.length
  return (
    <ul className={styles.list}>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
      {!isAll && <li>… and others</li>}
    </ul>
  )
}
