import { Button, Dropdown, Field, makeStyles, Option, Spinner, Text } from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../../keys.ts'
import { queues } from '../../queues-api.ts'

const useStyles = makeStyles({
  // No wider than the dialog, however long the names are.
  control: { minWidth: '0' },
  again: { alignSelf: 'start', flexShrink: 0 },
})

interface Folder {
  id: string
  name: string
}

/** The folders as they were last read; of a mailbox that nobody has asked yet they are read at once. */
function useFolders(mailboxId: string) {
  const query = useQuery({ queryKey: keys.folders(mailboxId), queryFn: () => queues.folders(mailboxId) })
  const read = useMutation({ mutationFn: () => queues.readFolders(mailboxId) })
  const isUnread = query.data?.readAt === null
  const { mutate } = read
  useEffect(() => {
    if (isUnread) mutate()
  }, [isUnread, mutate])
  return {
    folders: query.data?.items ?? [],
    isUnread,
    isReading: read.isPending,
    error: query.error ?? read.error,
    again: () => mutate(),
  }
}

/** Which folders are read; `hint`: what is to be known of it. */
export function FoldersField(props: {
  mailboxId: string
  hint?: string | undefined
  chosen: string[]
  onChange: (chosen: string[]) => void
}) {
  const styles = useStyles()
  const { mailboxId, chosen, onChange } = props
  const { folders, isUnread, error, again, isReading } = useFolders(mailboxId)
  if (error) return <Text role="alert">The folders cannot be read now: {error.message}</Text>
  if (isUnread)
    return <Spinner size="tiny" labelPosition="after" label="The folders are being read from the mailbox …" />
  return (
    <>
      <Choice
        label="Folders whose mail is fetched"
        hint={props.hint}
        folders={folders}
        chosen={chosen}
        isMany
        // At least one: the last stays.
        onChange={(ids) => onChange(ids.length > 0 ? ids : chosen)}
      />
      <Button size="small" className={styles.again} disabled={isReading} onClick={again}>
        Read the folders again
      </Button>
    </>
  )
}

/** One folder, of those that are not read. */
export function FolderField(props: {
  mailboxId: string
  without: string[]
  chosen: string | null
  onChange: (id: string | null) => void
}) {
  const { chosen, without } = props
  const { folders } = useFolders(props.mailboxId)
  return (
    <Choice
      label="Folder"
      hint="If there is none for it, make one in Outlook and read the folders again."
      folders={folders.filter(({ id }) => !without.includes(id))}
      chosen={chosen === null || without.includes(chosen) ? [] : [chosen]}
      onChange={([id = null]) => props.onChange(id)}
    />
  )
}

function Choice(props: {
  label: string
  hint: string | undefined
  folders: Folder[]
  chosen: string[]
  isMany?: boolean
  onChange: (ids: string[]) => void
}) {
  const styles = useStyles()
  const { folders, chosen } = props
  const nameOf = (id: string) => folders.find((one) => one.id === id)?.name ?? 'A folder that is gone'
  return (
    <Field label={props.label} hint={props.hint} required>
      <Dropdown
        className={styles.control}
        multiselect={props.isMany === true}
        value={chosen.map(nameOf).join(', ')}
        selectedOptions={chosen}
        onOptionSelect={(_, { selectedOptions }) => props.onChange(selectedOptions)}
      >
        {folders.map(({ id, name }) => (
          <Option key={id} value={id}>
            {name}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}
