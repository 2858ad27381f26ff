import { Badge, Button, Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components'
import { CheckmarkCircleFilled, CircleRegular, SubtractCircleRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import type { Provisioning, ProvisioningStep } from '../../../shapes.ts'

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM },
  list: { margin: '0', padding: '0', listStyle: 'none', display: 'grid', gap: tokens.spacingVerticalS },
  step: {
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
    gap: tokens.spacingHorizontalS,
    alignItems: 'start',
    paddingBlockEnd: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  done: { color: tokens.colorPaletteGreenForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  details: {
    margin: '0',
    paddingInlineStart: '1.2em',
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
})

const words = { create: 'Create', change: 'Change', remove: 'Remove', nothing: 'Nothing to do' } as const
const past = { create: 'Created', change: 'Changed', remove: 'Removed', nothing: words.nothing } as const
const colours = { create: 'brand', change: 'warning', remove: 'danger', nothing: 'subtle' } as const

/** What will be made, changed and left; then, step by step, what is done. */
export function Plan(props: {
  current: Provisioning
  isBusy: boolean
  onAgree: (removeWide: boolean) => void
}) {
  const styles = useStyles()
  const { current, isBusy, onAgree } = props
  const [removeWide, setRemoveWide] = useState(false)
  const isPlanned = current.state === 'planned'
  const needsYes = current.plan.some((step) => step.needsYes)
  const hasWork = current.plan.some((step) => step.change !== 'nothing')
  return (
    <div className={styles.root}>
      {isPlanned && (
        <Text>
          {current.account} is signed in.{' '}
          {hasWork ? 'This is what would be done:' : 'Everything is there already:'}
        </Text>
      )}
      <ol className={styles.list} aria-label="Plan">
        {current.plan.map((step) => (
          <Step key={step.key} step={step} />
        ))}
      </ol>
      {isPlanned && needsYes && (
        <Checkbox
          checked={removeWide}
          onChange={(_, { checked }) => setRemoveWide(checked === true)}
          label="Yes, remove the tenant-wide permissions: without that every mailbox stays open"
        />
      )}
      {isPlanned && (
        <div>
          <Button
            appearance="primary"
            disabled={isBusy || current.agreed}
            onClick={() => onAgree(removeWide)}
          >
            {hasWork ? 'Yes, do it' : 'Prove it'}
          </Button>
        </div>
      )}
    </div>
  )
}

function Step({ step }: { step: ProvisioningStep }) {
  const styles = useStyles()
  const icon = step.done ? (
    <CheckmarkCircleFilled className={styles.done} fontSize={20} aria-label="Done" />
  ) : step.change === 'nothing' ? (
    <SubtractCircleRegular className={styles.quiet} fontSize={20} aria-label="Nothing to do" />
  ) : (
    <CircleRegular className={styles.quiet} fontSize={20} aria-label="To do" />
  )
  return (
    <li className={styles.step}>
      {icon}
      <div>
        <Text weight="semibold">{step.title}</Text>
        <ul className={styles.details}>
          {step.details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      </div>
      <Badge appearance="tint" color={colours[step.change]}>
        {(step.done ? past : words)[step.change]}
      </Badge>
    </li>
  )
}
