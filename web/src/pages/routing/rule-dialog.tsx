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
import { type FormEvent, useEffect, useState } from 'react'
import type { RoutingRule } from '../../routing-api.ts'
import type { Problems } from './routing-draft.ts'
import { type RuleChoices, RuleFields } from './rule-fields.tsx'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
})

const fresh: RoutingRule = { name: '', when: {}, effect: {}, isLast: false }

/** One rule to be written or changed. It is kept in the settings, and holds once those are saved. */
export function RuleDialog(props: {
  isOpen: boolean
  /** Absent: a new one. */
  rule: RoutingRule | undefined
  problems: Problems
  choices: RuleChoices
  onSave: (rule: RoutingRule) => void
  onClose: () => void
}) {
  const styles = useStyles()
  const { isOpen, rule, onClose } = props
  const [draft, setDraft] = useState(fresh)
  const [opening, setOpening] = useState(0)
  useEffect(() => {
    if (!isOpen) return
    setDraft(rule ?? fresh)
    setOpening((count) => count + 1)
  }, [isOpen, rule])
  const save = (event: FormEvent) => {
    event.preventDefault()
    props.onSave({ ...draft, name: draft.name.trim() })
    onClose()
  }
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <form onSubmit={save}>
          <DialogBody>
            <DialogTitle>{rule ? 'Change the rule' : 'Add a rule'}</DialogTitle>
            <DialogContent className={styles.content}>
              <RuleFields
                key={opening}
                rule={draft}
                problems={props.problems}
                choices={props.choices}
                onChange={setDraft}
              />
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" appearance="primary" disabled={draft.name.trim() === ''}>
                Keep
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
