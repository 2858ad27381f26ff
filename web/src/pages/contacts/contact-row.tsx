import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { ArrowSyncRegular, ErrorCircleRegular, WarningFilled } from '@fluentui/react-icons'
import { memo } from 'react'
import type { Contact } from '../../shapes.ts'
import { contactLine, contactName, initials } from './contact-name.ts'

export const rowHeight = 60

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    top: '0',
    left: '0',
    right: '0',
    height: `${rowHeight}px`,
    boxSizing: 'border-box',
    display: 'grid',
    gridTemplateColumns: '36px minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    paddingInline: tokens.spacingHorizontalL,
    cursor: 'pointer',
    borderLeft: '3px solid transparent',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  selected: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    borderLeftColor: tokens.colorBrandStroke1,
  },
  face: {
    display: 'grid',
    placeItems: 'center',
    width: '36px',
    height: '36px',
    borderRadius: '50%',
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  words: { display: 'flex', flexDirection: 'column', minWidth: '0' },
  line: { color: tokens.colorNeutralForeground2 },
  badges: { display: 'flex', gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground3 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  danger: { color: tokens.colorStatusDangerForeground1 },
})

/** One contact in the list. */
export const ContactRow = memo(function ContactRow(props: {
  contact: Contact
  top: number
  position: number
  total: number
  isSelected: boolean
  onSelect: (id: string, byKey: boolean) => void
}) {
  const styles = useStyles()
  const { contact } = props
  const name = contactName(contact)
  return (
    // Keys are taken by the list, which alone has the focus (WAI-ARIA listbox with an active descendant).
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={`contact-${contact.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={props.isSelected}
      aria-posinset={props.position}
      aria-setsize={props.total}
      className={mergeClasses(styles.row, props.isSelected && styles.selected)}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => props.onSelect(contact.id, false)}
    >
      <span className={styles.face} aria-hidden>
        {initials(name)}
      </span>
      <span className={styles.words}>
        <Text truncate wrap={false} weight={props.isSelected ? 'semibold' : 'regular'}>
          {name}
        </Text>
        <Text truncate wrap={false} size={200} className={styles.line}>
          {contactLine(contact)}
        </Text>
      </span>
      <span className={styles.badges}>
        {contact.hasConflict && (
          <WarningFilled className={styles.warning} aria-label="Changed on both sides" />
        )}
        {contact.syncState === 'pending' && <ArrowSyncRegular aria-label="On its way to the mailbox" />}
        {contact.syncState === 'refused' && (
          <ErrorCircleRegular className={styles.danger} aria-label="Refused by the mailbox" />
        )}
      </span>
    </div>
  )
})
