import {
  Button,
  Field as Labelled,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Title3,
  tokens,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { contacts } from '../../api.ts'
import { plainError } from '../../plain-error.ts'
import type { ContactFields } from '../../shapes.ts'
import { type Draft, draftProblem, fromDraft } from './field-draft.ts'
import { FieldInputs } from './field-inputs.tsx'
import { type FieldName, fieldNamed } from './field-list.ts'
import { showContact } from './follow-changes.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    maxWidth: '520px',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
  },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
})

const asked: FieldName[] = [
  'givenName',
  'surname',
  'companyName',
  'jobTitle',
  'emailAddresses',
  'mobilePhone',
  'businessPhones',
  'personalNotes',
]
const fields = asked.map(fieldNamed).filter((field) => field !== undefined)

/** A new contact with the fields that most have; the others are added in the panel. */
export function NewContact(props: { mailboxId: string; onDone: (id: string | undefined) => void }) {
  const styles = useStyles()
  const [drafts, setDrafts] = useState<Record<string, Draft>>({})
  const create = useMutation({
    mutationFn: (contact: ContactFields) => contacts.create(props.mailboxId, contact),
    onSuccess: (contact) => {
      showContact(contact)
      props.onDone(contact.id)
    },
  })
  const typed = fields.filter((field) =>
    Object.values(drafts[field.name] ?? {}).some((text) => text.trim() !== ''),
  )
  const isFine = typed.length > 0 && typed.every((field) => !draftProblem(field, drafts[field.name] ?? {}))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isFine) return
    const given: ContactFields = Object.assign(
      {},
      ...typed.map((field) => fromDraft(field, drafts[field.name] ?? {})),
    )
    const name = [given.givenName, given.surname].filter(Boolean).join(' ') || given.companyName
    create.mutate(name ? { displayName: name, ...given } : given)
  }
  return (
    <form className={styles.root} onSubmit={submit}>
      <Title3 as="h2">New contact</Title3>
      {create.isError && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody role="alert">{plainError(create.error).advice}</MessageBarBody>
        </MessageBar>
      )}
      {fields.map((field, index) => {
        const draft = drafts[field.name] ?? {}
        const problem = draftProblem(field, draft)
        return (
          <Labelled
            key={field.name}
            label={field.label}
            validationMessage={problem}
            validationState={problem ? 'error' : 'none'}
          >
            <FieldInputs
              field={field}
              draft={draft}
              autoFocus={index === 0}
              onChange={(next) => setDrafts({ ...drafts, [field.name]: next })}
            />
          </Labelled>
        )
      })}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={!isFine || create.isPending}>
          {create.isPending ? 'Saving …' : 'Save'}
        </Button>
        <Button onClick={() => props.onDone(undefined)}>Cancel</Button>
      </div>
    </form>
  )
}
