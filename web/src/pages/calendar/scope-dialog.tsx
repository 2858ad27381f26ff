import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Radio,
  RadioGroup,
} from '@fluentui/react-components'
import { useState } from 'react'
import type { Scope } from './event-draft.ts'

export type SeriesScope = Exclude<Scope, 'event'>

const words: [SeriesScope, string][] = [
  ['this', 'This one'],
  ['following', 'This and all that follow'],
  ['series', 'The whole series'],
]

/** Of an occurrence it is asked what is meant: it alone, it and those that follow, or all. */
export function ScopeDialog(props: {
  title: string
  yes: string
  isOpen: boolean
  onAnswer: (scope: SeriesScope | undefined) => void
}) {
  const [scope, setScope] = useState<SeriesScope>('this')
  return (
    <Dialog open={props.isOpen} onOpenChange={() => props.onAnswer(undefined)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{props.title}</DialogTitle>
          <DialogContent>
            <RadioGroup
              value={scope}
              aria-label="What is meant"
              onChange={(_, data) => setScope(data.value as SeriesScope)}
            >
              {words.map(([value, label], index) => (
                <Radio key={value} value={value} label={label} autoFocus={index === 0} />
              ))}
            </RadioGroup>
          </DialogContent>
          <DialogActions>
            <Button onClick={() => props.onAnswer(undefined)}>Cancel</Button>
            <Button appearance="primary" onClick={() => props.onAnswer(scope)}>
              {props.yes}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
