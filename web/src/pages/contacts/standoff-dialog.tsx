import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { TwoSides } from './two-sides.tsx'
import type { Standoff } from './use-contact-edit.ts'

/** Somebody changed the same field while it was being edited: both values, and a choice. */
export function StandoffDialog(props: {
  standoff: Standoff
  onKeepMine: () => void
  onKeepTheirs: () => void
}) {
  const { clashes } = props.standoff
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Somebody changed this meanwhile</DialogTitle>
          <DialogContent>
            {clashes.map((clash) => (
              <TwoSides
                key={clash.field}
                field={clash.field}
                was={clash.was}
                sides={[
                  ['What you typed', clash.mine],
                  ['What it is now', clash.theirs],
                ]}
              />
            ))}
          </DialogContent>
          <DialogActions>
            <Button onClick={props.onKeepTheirs}>Leave it</Button>
            <Button appearance="primary" onClick={props.onKeepMine}>
              Save mine
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
