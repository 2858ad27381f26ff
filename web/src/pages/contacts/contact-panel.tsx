import {
  Button,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  Title3,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { ArrowLeftRegular, DeleteRegular, DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { Loaded } from '../../components/loaded.tsx'
import { Ago } from '../../components/when.tsx'
import type { Contact } from '../../shapes.ts'
import { ConflictBar } from './conflict-bar.tsx'
import { ContactHistory } from './contact-history.tsx'
import { contactLine, contactName } from './contact-name.ts'
import { readable } from './field-draft.ts'
import { fieldGroups } from './field-list.ts'
import { FieldRow } from './field-row.tsx'
import { StandoffDialog } from './standoff-dialog.tsx'
import { useContactEdit } from './use-contact-edit.ts'
import { useContactRemoval } from './use-contact-removal.ts'
import { useContact } from './use-contacts.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    maxWidth: '720px',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalL },
  },
  head: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalS },
  names: { flexGrow: 1, minWidth: '0', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
  group: { display: 'flex', flexDirection: 'column' },
  groupTitle: {
    paddingInline: tokens.spacingHorizontalS,
    paddingBottom: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
  },
  back: { '@media (min-width: 821px)': { display: 'none' } },
  dismiss: { '@media (max-width: 820px)': { display: 'none' } },
})

/** All that is known of a contact, each field edited where it stands. */
export function ContactPanel(props: { mailboxId: string; id: string; onClose: () => void }) {
  const styles = useStyles()
  const query = useContact(props.mailboxId, props.id)
  return (
    <div className={styles.root}>
      <Loaded query={query} rows={8}>
        {(contact) =>
          contact ? (
            <Known contact={contact} onClose={props.onClose} />
          ) : (
            <MessageBar intent="info">
              <MessageBarBody>This contact was deleted.</MessageBarBody>
              <Button onClick={props.onClose}>Close</Button>
            </MessageBar>
          )
        }
      </Loaded>
    </div>
  )
}

function Known(props: { contact: Contact; onClose: () => void }) {
  const styles = useStyles()
  const { contact, onClose } = props
  const [all, setAll] = useState(false)
  const { edit, standoff, settle } = useContactEdit()
  const remove = useContactRemoval(onClose)
  const groups = fieldGroups
    .map((group) => ({
      ...group,
      fields: group.fields.filter((field) => all || readable(field, contact[field.name])),
    }))
    .filter((group) => group.fields.length > 0)
  return (
    <>
      <div className={styles.head}>
        <Tooltip content="Back to the list" relationship="label">
          <Button className={styles.back} appearance="subtle" icon={<ArrowLeftRegular />} onClick={onClose} />
        </Tooltip>
        <div className={styles.names}>
          <Title3 as="h2">{contactName(contact)}</Title3>
          <Text block className={styles.quiet}>
            {contactLine(contact)}
          </Text>
          <Text block size={200} className={styles.quiet} role="status">
            <SyncWords contact={contact} />
          </Text>
        </div>
        <Tooltip content="Delete" relationship="label">
          <Button appearance="subtle" icon={<DeleteRegular />} onClick={() => remove(contact)} />
        </Tooltip>
        <Tooltip content="Close (Esc)" relationship="label">
          <Button
            className={styles.dismiss}
            appearance="subtle"
            icon={<DismissRegular />}
            onClick={onClose}
          />
        </Tooltip>
      </div>
      {contact.hasConflict && <ConflictBar record={contact} />}
      {groups.map((group) => (
        <section key={group.title} className={styles.group} aria-label={group.title}>
          <Text as="h3" weight="semibold" size={200} className={styles.groupTitle}>
            {group.title}
          </Text>
          {group.fields.map((field) => (
            <FieldRow
              key={field.name}
              field={field}
              contact={contact}
              onSave={(started, changes) => edit.mutate({ started, changes })}
            />
          ))}
        </section>
      ))}
      <div>
        <Button appearance="secondary" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show only what is filled in' : 'Add a field'}
        </Button>
      </div>
      <ContactHistory contact={contact} />
      {standoff && (
        <StandoffDialog
          standoff={standoff}
          onKeepTheirs={settle}
          onKeepMine={() => {
            edit.mutate({ started: standoff.current, changes: standoff.changes })
            settle()
          }}
        />
      )}
    </>
  )
}

function SyncWords(props: { contact: Contact }) {
  const { syncState, syncProblem, updatedAt } = props.contact
  if (syncState === 'pending') return <>On its way to the mailbox …</>
  if (syncState === 'refused') {
    return (
      <>
        The mailbox refused the last edit: {syncProblem ?? 'it did not say why.'} It is tried again with the
        next edit.
      </>
    )
  }
  return (
    <>
      In step with the mailbox. Changed <Ago at={updatedAt} />.
    </>
  )
}
