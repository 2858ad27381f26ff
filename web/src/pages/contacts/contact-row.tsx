import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { ArrowSyncRegular, ErrorCircleRegular, WarningFilled } from '@fluentui/react-icons'
import { memo } from 'react'
import type { Contact } from '../../shapes.ts'
import { contactLine, contactName, initials } from './contact-name.ts'

const useStyles = makeStyles({
  row: {
    height: '100%',
    boxSizing: 'border-box',
    display: 'grid',
    gridTemplateColumns: '36px minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    paddingInline: tokens.spacingHorizontalL,
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
export const ContactRow = memo(function ContactRow(props: { contact: Contact; isSelected: boolean }) {
  const styles = useStyles()
  const { contact } = props
  const name = contactName(contact)
  return (
    <div className={styles.row}>
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
