import { Button, Field, makeStyles, Select, Switch, tokens } from '@fluentui/react-components'
import { mailboxes } from '../../api.ts'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import type { Collection, Mailbox, PatchMailbox } from '../../shapes.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    maxWidth: '560px',
  },
  folder: { display: 'flex', alignItems: 'end', gap: tokens.spacingHorizontalS },
  grow: { flexGrow: 1 },
})

/** How the contacts are kept in step; each choice is saved when it is made. */
export function SyncSettings(props: { mailbox: Mailbox }) {
  const { mailbox } = props
  const collection = mailbox.collections.find(({ kind }) => kind === 'contacts')
  if (!collection) return null
  return (
    <Section title="Settings">
      <Choices mailboxId={mailbox.id} collection={collection} />
    </Section>
  )
}

function Choices(props: { mailboxId: string; collection: Collection }) {
  const styles = useStyles()
  const { mailboxId, collection } = props
  const touches = [keys.mailbox(mailboxId)]
  const save = useAct((changes: PatchMailbox) => mailboxes.change(mailboxId, changes), {
    said: 'Saved.',
    touches,
  })
  const read = useAct(() => mailboxes.act(mailboxId, 'folders'), {
    said: 'The folders are being read.',
    touches,
  })
  const choose = useAct((changes: PatchMailbox) => chooseBeforeFirst(mailboxId, changes, collection), {
    said: 'Saved.',
    touches,
  })
  // Shown as wished while the answer is on its way.
  const wished = {
    ...collection,
    ...(save.isPending ? save.variables : {}),
    ...(choose.isPending ? choose.variables : {}),
  }
  // Another folder or filter would make records look deleted once the first sync has begun.
  const hasBegun = collection.hasCursor
  const fixed = hasBegun ? 'Fixed since the first sync began.' : undefined
  return (
    <div className={styles.root}>
      <div className={styles.folder}>
        <Field label="Folder in the mailbox" hint={fixed} className={styles.grow}>
          <Select
            value={wished.folder ?? ''}
            disabled={hasBegun}
            onChange={(_, data) => choose.mutate({ folder: data.value || null })}
          >
            <option value="">The default folder</option>
            {collection.folders.slice(1).map((folder) => (
              <option key={folder.id} value={folder.id}>
                {folder.name}
              </option>
            ))}
          </Select>
        </Field>
        {!hasBegun && (
          <Button disabled={read.isPending} onClick={() => read.mutate()}>
            Read folders
          </Button>
        )}
      </div>
      <Switch
        label="Leave out private contacts"
        checked={wished.skipPrivate}
        disabled={hasBegun}
        onChange={(_, data) => choose.mutate({ skipPrivate: data.checked })}
      />
      <Switch
        label="Write edits back to the mailbox"
        checked={wished.writeBack}
        onChange={(_, data) => save.mutate({ writeBack: data.checked })}
      />
      <Field
        label="When both sides changed the same field"
        hint="The other value is kept as a conflict and can be restored."
      >
        <Select
          value={wished.conflictPolicy}
          onChange={(_, data) => save.mutate({ conflictPolicy: data.value as Collection['conflictPolicy'] })}
        >
          <option value="later">The later edit stands</option>
          <option value="mailbox">The mailbox stands</option>
          <option value="tandem">Tandem stands</option>
        </Select>
      </Field>
    </div>
  )
}

/** What the preview shows holds for one choice only: with another it is made anew. */
async function chooseBeforeFirst(
  mailboxId: string,
  changes: PatchMailbox,
  { state }: Collection,
): Promise<void> {
  await mailboxes.change(mailboxId, changes)
  if (state === 'waiting') await mailboxes.act(mailboxId, 'preview')
}
