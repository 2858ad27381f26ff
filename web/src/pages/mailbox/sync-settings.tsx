import { Button, Field, makeStyles, Select, Subtitle2, Switch, tokens } from '@fluentui/react-components'
import { mailboxes } from '../../api.ts'
import { kindName, kindTitle } from '../../components/kind-names.ts'
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
  kind: { border: 'none', margin: '0', padding: '0', minWidth: '0' },
  folder: { display: 'flex', alignItems: 'end', gap: tokens.spacingHorizontalS },
  grow: { flexGrow: 1 },
})

/** How each kind of record is kept in step; each choice is saved when it is made. */
export function SyncSettings(props: { mailbox: Mailbox }) {
  const { mailbox } = props
  const styles = useStyles()
  const { collections } = mailbox
  if (collections.length === 0) return null
  return (
    <Section title="Settings">
      {collections.map((collection) => (
        <fieldset key={collection.kind} className={styles.kind} aria-label={kindTitle(collection.kind)}>
          {collections.length > 1 && <Subtitle2 as="h3">{kindTitle(collection.kind)}</Subtitle2>}
          <Choices mailboxId={mailbox.id} collection={collection} />
        </fieldset>
      ))}
    </Section>
  )
}

function Choices(props: { mailboxId: string; collection: Collection }) {
  const styles = useStyles()
  const { mailboxId, collection } = props
  const touches = [keys.mailbox(mailboxId)]
  const { kind } = collection
  const save = useAct((changes: Changes) => mailboxes.change(mailboxId, patchOf(kind, changes)), {
    said: 'Saved.',
    touches,
  })
  const read = useAct(() => mailboxes.act(mailboxId, 'folders', kind), {
    said: 'The folders are being read.',
    touches,
  })
  const choose = useAct((changes: Changes) => chooseBeforeFirst(mailboxId, changes, collection), {
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
        label={`Leave out private ${kindName(kind)}`}
        checked={wished.skipPrivate}
        disabled={hasBegun}
        onChange={(_, data) => choose.mutate({ skipPrivate: data.checked })}
      />
      {kind === 'events' && (
        <Switch
          label="Show private events as busy, without what they are about"
          checked={wished.privateAsBusy}
          disabled={hasBegun || wished.skipPrivate}
          onChange={(_, data) => choose.mutate({ privateAsBusy: data.checked })}
        />
      )}
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

type Changes = Partial<
  Pick<Collection, 'folder' | 'skipPrivate' | 'privateAsBusy' | 'conflictPolicy' | 'writeBack'>
>

/** The API names the contacts' choices without a kind. */
function patchOf(kind: string, changes: Changes): PatchMailbox {
  return kind === 'contacts' ? changes : { collections: { [kind]: changes } }
}

/** What the preview shows holds for one choice only: with another it is made anew. */
async function chooseBeforeFirst(
  mailboxId: string,
  changes: Changes,
  { kind, state }: Collection,
): Promise<void> {
  await mailboxes.change(mailboxId, patchOf(kind, changes))
  if (state === 'waiting') await mailboxes.act(mailboxId, 'preview', kind)
}
