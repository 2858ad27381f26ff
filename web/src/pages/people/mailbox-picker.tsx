import { Checkbox, Label, makeStyles, SearchBox, Text, tokens } from '@fluentui/react-components'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useState } from 'react'
import { mailboxes } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { keys } from '../../keys.ts'

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexDirection: 'column',
    maxHeight: '200px',
    overflowY: 'auto',
    margin: '0',
    padding: '0',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
})

const most = 100

/** Which mailboxes of an organisation an agent may open. */
export function MailboxPicker(props: {
  organisation: string
  chosen: string[]
  onChange: (chosen: string[]) => void
}) {
  const styles = useStyles()
  const label = useId()
  const { organisation, chosen } = props
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const query = useQuery({
    queryKey: keys.mailboxes({ organisation, search, limit: String(most) }),
    queryFn: () => mailboxes.list({ organisation, search, limit: most }),
    placeholderData: keepPreviousData,
  })
  const set = (id: string, isChosen: boolean) =>
    props.onChange(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id))
  return (
    // No Field: what stands in one gets its name.
    <div>
      <Label id={label}>Mailboxes ({chosen.length} chosen)</Label>
      <fieldset className={styles.list} aria-labelledby={label}>
        <SearchBox
          appearance="filled-lighter"
          aria-label="Search mailboxes"
          placeholder="Search mailboxes"
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
        />
        <Loaded query={query}>
          {({ items, nextCursor }) => (
            <>
              {items.map(({ id, address, displayName }) => (
                <Checkbox
                  key={id}
                  label={displayName ? `${displayName} (${address})` : address}
                  checked={chosen.includes(id)}
                  onChange={(_, data) => set(id, data.checked === true)}
                />
              ))}
              {items.length === 0 && <Text>No mailbox of the organisation matches.</Text>}
              {nextCursor && <Text>There are more: search for them.</Text>}
            </>
          )}
        </Loaded>
      </fieldset>
    </div>
  )
}
