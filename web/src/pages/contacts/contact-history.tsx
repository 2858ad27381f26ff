import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { contacts } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Contact } from '../../shapes.ts'
import { fieldLabel } from './field-list.ts'
import { historySteps, type Step } from './history-steps.ts'
import { valueText } from './two-sides.tsx'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0', padding: '0', display: 'grid', gap: tokens.spacingVerticalM },
  step: { borderLeft: `2px solid ${tokens.colorNeutralStroke1}`, paddingLeft: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2 },
  change: { overflowWrap: 'anywhere', whiteSpace: 'pre-line' },
})

/** What became of a contact over time: who, when, and which values went and came. Read when it is opened. */
export function ContactHistory(props: { contact: Contact }) {
  const styles = useStyles()
  const { mailboxId, id } = props.contact
  const [isOpen, setOpen] = useState(false)
  const query = useQuery({
    queryKey: keys.history(mailboxId, id),
    queryFn: () => contacts.history(mailboxId, id),
    enabled: isOpen,
  })
  return (
    <Accordion collapsible onToggle={(_, data) => setOpen(data.openItems.length > 0)}>
      <AccordionItem value="history">
        <AccordionHeader as="h3">History</AccordionHeader>
        <AccordionPanel>
          <Loaded query={query}>
            {({ items }) => (
              <ol className={styles.list}>
                {historySteps(items, props.contact).map((step) => (
                  <StepItem key={step.seq} step={step} />
                ))}
              </ol>
            )}
          </Loaded>
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  )
}

function StepItem(props: { step: Step }) {
  const styles = useStyles()
  const { step } = props
  return (
    <li className={styles.step}>
      <Text block>{step.title}</Text>
      <Text block size={200} className={styles.quiet}>
        <Moment at={step.at} />
      </Text>
      {step.changes.map((change) => (
        <Text block size={200} key={change.field} className={styles.change}>
          {fieldLabel(change.field)}: {valueText(change.field, change.from) || '(empty)'} →{' '}
          {valueText(change.field, change.to) || '(empty)'}
        </Text>
      ))}
    </li>
  )
}
