import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keys } from '../../keys.ts'
import { plainError } from '../../plain-error.ts'
import { queryClient } from '../../query-client.ts'
import { events } from '../../workspace-api.ts'
import { personZone } from '../../zoned.ts'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', alignItems: 'start', gap: tokens.spacingVerticalM },
  hidden: { display: 'none' },
})

/** Takes an event over from a file of the form iCalendar; what of it is left out is said. */
export function ImportDialog(props: {
  mailboxId: string
  isOpen: boolean
  onClose: () => void
  onMade: (eventId: string) => void
}) {
  return (
    <Dialog open={props.isOpen} onOpenChange={props.onClose}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Import a file</DialogTitle>
          {props.isOpen && <ImportForm {...props} />}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function ImportForm(props: { mailboxId: string; onClose: () => void; onMade: (eventId: string) => void }) {
  const styles = useStyles()
  const { mailboxId, onClose, onMade } = props
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const take = useMutation({
    mutationFn: (chosen: File) => events.importFile(mailboxId, chosen, personZone()),
    onSuccess: (event) => {
      void queryClient.invalidateQueries({ queryKey: keys.calendar(mailboxId) })
      if (event.notes.length === 0) onMade(event.id)
    },
  })
  const made = take.data
  return (
    <>
      <DialogContent className={styles.content}>
        <Text>
          The event of an .ics file is added to this calendar, without its attendees: nobody is invited or
          mailed by that.
        </Text>
        <input
          ref={input}
          type="file"
          accept=".ics,text/calendar"
          className={styles.hidden}
          aria-label="File"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
        {!made && <Button onClick={() => input.current?.click()}>Choose a file</Button>}
        {file && <Text>{file.name}</Text>}
        {take.isError && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody role="alert">{plainError(take.error).advice}</MessageBarBody>
          </MessageBar>
        )}
        {made && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody role="status">It was imported. {made.notes.join(' ')}</MessageBarBody>
          </MessageBar>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{made ? 'Close' : 'Cancel'}</Button>
        {made ? (
          <Button appearance="primary" onClick={() => onMade(made.id)}>
            Show it
          </Button>
        ) : (
          <Button
            appearance="primary"
            disabled={!file || take.isPending}
            onClick={() => file && take.mutate(file)}
          >
            {take.isPending ? 'Importing …' : 'Import'}
          </Button>
        )}
      </DialogActions>
    </>
  )
}
