import { Button, Field, makeStyles, Textarea, tokens } from '@fluentui/react-components'
import { NoteAddRegular } from '@fluentui/react-icons'
import { type KeyboardEvent, useState } from 'react'
import { useAct } from '../../components/use-act.ts'
import { conversations } from '../../queues-api.ts'

/** The button that begins a note: a key presses it. */
export const noteId = 'note'
const longest = 20_000

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** Writes a note for colleagues. What is written is kept in this browser until it is added or thrown away. */
export function WriteNote({ conversationId }: { conversationId: string }) {
  const styles = useStyles()
  const draft = `tandem.draft.note.${conversationId}`
  const [text, setText] = useState(() => localStorage.getItem(draft))
  const change = (next: string | null) => {
    setText(next)
    if (next) localStorage.setItem(draft, next)
    else localStorage.removeItem(draft)
  }
  const { mutate, isPending } = useAct(
    async (written: string) => {
      await conversations.addNote(conversationId, written)
      change(null)
    },
    { touches: [['conversations', 'one']] },
  )
  if (text === null)
    return (
      <div>
        <Button id={noteId} icon={<NoteAddRegular />} aria-keyshortcuts="n" onClick={() => change('')}>
          Note
        </Button>
      </div>
    )
  const add = () => {
    if (!isPending && text.trim() !== '') mutate(text)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add()
    if (event.key === 'Escape' && text === '') change(null)
  }
  return (
    <div className={styles.form}>
      <Field label="Note for colleagues" hint="It is never sent to anybody. Ctrl+Enter adds it.">
        <Textarea
          autoFocus
          resize="vertical"
          rows={4}
          maxLength={longest}
          value={text}
          onChange={(_, { value }) => change(value)}
          onKeyDown={press}
        />
      </Field>
      <div className={styles.buttons}>
        <Button appearance="primary" disabledFocusable={isPending || text.trim() === ''} onClick={add}>
          Add note
        </Button>
        <Button onClick={() => change(null)}>Throw away</Button>
      </div>
    </div>
  )
}
