import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { PeopleField } from '../../components/people-field.tsx'
import type { Draft } from './draft-store.ts'

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  more: { alignSelf: 'flex-start' },
})

/** Who gets it: to, and on request copies, open and blind. */
export function ComposeRecipients(props: {
  mailboxId: string
  draft: Draft
  onChange: (change: Partial<Draft>) => void
}) {
  const styles = useStyles()
  const { mailboxId, draft, onChange } = props
  const [wantsCopies, setWantsCopies] = useState(false)
  const hasCopies = wantsCopies || draft.cc.length > 0 || draft.bcc.length > 0
  const field = (name: 'to' | 'cc' | 'bcc', label: string, hint?: string) => (
    <PeopleField
      mailboxId={mailboxId}
      label={label}
      hint={hint}
      people={draft[name]}
      make={(person) => person}
      autoFocus={name === 'to' && draft.to.length === 0}
      onChange={(people) => onChange({ [name]: people })}
    />
  )
  return (
    <div className={styles.root}>
      {field('to', 'To')}
      {hasCopies && field('cc', 'Copy (Cc)')}
      {hasCopies && field('bcc', 'Blind copy (Bcc)', 'Nobody else sees these.')}
      {!hasCopies && (
        <Button
          className={styles.more}
          appearance="transparent"
          size="small"
          onClick={() => setWantsCopies(true)}
        >
          Cc and Bcc
        </Button>
      )}
    </div>
  )
}
