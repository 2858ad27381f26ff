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
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { plainError } from '../../plain-error.ts'
import { queryClient } from '../../query-client.ts'
import { events } from '../../workspace-api.ts'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', alignItems: 'start', gap: tokens.spacingVerticalM },
  hidden: { display: 'none' },
})

/** Takes events over from a file of the form iCalendar. */
export function ImportDialog(props: { mailboxId: string; isOpen: boolean; onClose: () => void }) {
  const styles = useStyles()
  const { mailboxId, onClose } = props
  const { done } = useToasts()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const take = useMutation({
    mutationFn: (chosen: File) => events.importFile(mailboxId, chosen),
    onSuccess: async (answer) => {
      done(importedText(answer))
      await queryClient.invalidateQueries({ queryKey: keys.calendar(mailboxId) })
      onClose()
    },
  })
  return (
    <Dialog open={props.isOpen} onOpenChange={onClose}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Import a file</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>
              Events of an .ics file are added to this calendar. Nobody is invited or mailed by that.
            </Text>
            <input
              ref={input}
              type="file"
              accept=".ics,text/calendar"
              className={styles.hidden}
              aria-label="File"
              onChange={(event) => setFile(event.target.files?.[0])}
            />
            <Button onClick={() => input.current?.click()}>Choose a file</Button>
            {file && <Text>{file.name}</Text>}
            {take.isError && (
              <MessageBar intent="error" layout="multiline">
                <MessageBarBody role="alert">{plainError(take.error).advice}</MessageBarBody>
              </MessageBar>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              appearance="primary"
              disabled={!file || take.isPending}
              onClick={() => file && take.mutate(file)}
            >
              {take.isPending ? 'Importing …' : 'Import'}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function importedText(answer: unknown): string {
  const items = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined
  if (!Array.isArray(items)) return 'Imported.'
  return items.length === 1 ? 'One event was imported.' : `${items.length} events were imported.`
}
