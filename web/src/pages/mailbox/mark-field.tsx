import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { FolderField } from './mail-folders.tsx'
import type { QueueDraft } from './queue-draft.ts'

/** Whether everything is given that the mark needs. */
export function canMark({ mark, markCategory, markFolder, folders }: QueueDraft): boolean {
  if (mark === 'category') return isCategory(markCategory ?? '')
  return mark !== 'folder' || (markFolder !== null && !folders.includes(markFolder))
}

function isCategory(name: string): boolean {
  return /^[^,;]*[^,;\s][^,;]*$/.test(name)
}

/** What becomes of a message in the mailbox once it is here. */
export function MarkField(props: {
  mailboxId: string
  draft: QueueDraft
  onChange: (changes: Partial<QueueDraft>) => void
}) {
  const { mailboxId, draft, onChange } = props
  const { mark, markCategory, markFolder, folders } = draft
  const isWrong = markCategory !== null && markCategory !== '' && !isCategory(markCategory)
  return (
    <>
      <Field label="In the mailbox, a message that was fetched is">
        <RadioGroup value={mark} onChange={(_, { value }) => onChange({ mark: value as QueueDraft['mark'] })}>
          <Radio value="read" label="Marked as read" />
          <Radio value="category" label="Given a category" />
          <Radio value="folder" label="Moved to a folder" />
          <Radio value="nothing" label="Left as it is" />
        </RadioGroup>
      </Field>
      {mark === 'category' && (
        <Field
          label="Category"
          hint="It stands beside those that people give."
          validationMessage={isWrong ? 'Leave out commas and semicolons.' : undefined}
          required
        >
          <Input
            value={markCategory ?? ''}
            maxLength={255}
            onChange={(_, { value }) => onChange({ markCategory: value })}
          />
        </Field>
      )}
      {mark === 'folder' && (
        <FolderField
          mailboxId={mailboxId}
          without={folders}
          chosen={markFolder}
          onChange={(id) => onChange({ markFolder: id })}
        />
      )}
    </>
  )
}
