import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
})

/**
 * A button that asks before it acts: a dialog with what will happen (or what is to be filled in), yes and no. It closes
 * once `onYes` has worked; what fails leaves it open.
 */
export function Ask(props: {
  trigger: ReactElement
  title: string
  children: ReactNode
  yes: string
  isReady?: boolean
  onYes: () => Promise<unknown>
}) {
  const styles = useStyles()
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const act = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const worked = await props.onYes().then(
      () => true,
      () => false,
    )
    setBusy(false)
    if (worked) setOpen(false)
  }
  return (
    <Dialog open={isOpen} onOpenChange={(_, data) => setOpen(data.open)}>
      <DialogTrigger disableButtonEnhancement>{props.trigger}</DialogTrigger>
      <DialogSurface>
        <form onSubmit={(event) => void act(event)}>
          <DialogBody>
            <DialogTitle>{props.title}</DialogTitle>
            <DialogContent className={styles.content}>{props.children}</DialogContent>
            <DialogActions>
              <DialogTrigger disableButtonEnhancement>
                <Button>Cancel</Button>
              </DialogTrigger>
              <Button type="submit" appearance="primary" disabled={isBusy || props.isReady === false}>
                {isBusy ? 'One moment …' : props.yes}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
