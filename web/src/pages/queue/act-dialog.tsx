import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
})

/** A question about a conversation that a menu opens. Its form is made anew each time, so that nothing typed before is left. */
export function ActDialog(props: { isOpen: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <Dialog open={props.isOpen} onOpenChange={props.onClose}>
      <DialogSurface>{props.children}</DialogSurface>
    </Dialog>
  )
}

/** What stands in such a dialog; `onYes` closes it where that is right. */
export function ActForm(props: {
  title: string
  yes: string
  isReady: boolean
  onYes: () => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (props.isReady) props.onYes()
      }}
    >
      <DialogBody>
        <DialogTitle>{props.title}</DialogTitle>
        <DialogContent className={useStyles().content}>{props.children}</DialogContent>
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" appearance="primary" disabled={!props.isReady}>
            {props.yes}
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  )
}
