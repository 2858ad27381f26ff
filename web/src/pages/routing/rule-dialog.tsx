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
import { type FormEvent, useState } from 'react'
import type { RoutingRule } from '../../routing-api.ts'
import type { Problems } from './routing-draft.ts'
import { type RuleChoices, RuleFields } from './rule-fields.tsx'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
})

const fresh: RoutingRule = { name: '', when: {}, effect: {}, isLast: false }

interface RuleEdit {
  /** Absent: a new one. */
  rule: RoutingRule | undefined
  problems: Problems
  choices: RuleChoices
  onSave: (rule: RoutingRule) => void
  onClose: () => void
}

/** One rule to be written or changed. It is kept in the settings, and holds once those are saved. */
export function RuleDialog({ isOpen, ...props }: RuleEdit & { isOpen: boolean }) {
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && props.onClose()}>
      <DialogSurface>
        <RuleForm {...props} />
      </DialogSurface>
    </Dialog>
  )
}

/** Is there for as long as the dialog is, and begins with the rule as it was then. */
function RuleForm({ rule, problems, choices, onSave, onClose }: RuleEdit) {
  const styles = useStyles()
  const [draft, setDraft] = useState(rule ?? fresh)
  const [isNew] = useState(rule === undefined)
  const save = (event: FormEvent) => {
    event.preventDefault()
    onSave({ ...draft, name: draft.name.trim() })
    onClose()
  }
  return (
    <form onSubmit={save}>
      <DialogBody>
        <DialogTitle>{isNew ? 'Add a rule' : 'Change the rule'}</DialogTitle>
        <DialogContent className={styles.content}>
          <RuleFields rule={draft} problems={problems} choices={choices} onChange={setDraft} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" appearance="primary" disabled={draft.name.trim() === ''}>
            Keep
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  )
}
