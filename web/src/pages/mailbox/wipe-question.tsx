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

/** The wipe guard's question: really deleted over there, or the wrong mailbox? */
export function WipeQuestion(props: { mailboxId: string; question: Record<string, unknown> }) {
  const styles = useStyles()
  const { mailboxId, question } = props
  const answer = useAct((accept: boolean) => mailboxes.answer(mailboxId, accept), {
    said: 'Thank you. The sync goes on.',
    touches: [keys.mailbox(mailboxId), ['mailboxes']],
  })
  const missing = Number(question.missing)
  const total = Number(question.total)
  const samples = Array.isArray(question.samples) ? question.samples.map(String) : []
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {numberText(missing)} of {numberText(total)} contacts are suddenly missing in the mailbox.
        </MessageBarTitle>{' '}
        Nothing was deleted here. Were they really deleted, or is this the wrong mailbox or folder?
        {samples.length > 0 && (
          <ul className={styles.list}>
            {samples.slice(0, 8).map((sample) => (
              <li key={sample}>{sample}</li>
            ))}
          </ul>
        )}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={answer.isPending} onClick={() => answer.mutate(true)}>
          Yes, delete them here too
        </Button>
        <Button size="small" disabled={answer.isPending} onClick={() => answer.mutate(false)}>
          No, keep them and look again
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
