import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CopyValue } from '../../components/copy.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { CalendarFeed } from '../../shapes.ts'
import { feeds } from '../../workspace-api.ts'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  name: { flexGrow: 1 },
  list: { listStyleType: 'none', margin: '0', padding: '0', display: 'grid', gap: tokens.spacingVerticalS },
  feed: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', alignItems: 'center' },
  words: { display: 'flex', flexDirection: 'column' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Links with which other programs read this calendar: made (the link is shown once), and taken back. */
export function FeedsDialog(props: { mailboxId: string; isOpen: boolean; onClose: () => void }) {
  const styles = useStyles()
  const { mailboxId } = props
  const query = useQuery({
    queryKey: keys.feeds(mailboxId),
    queryFn: () => feeds.list(mailboxId),
    enabled: props.isOpen,
  })
  return (
    <Dialog open={props.isOpen} onOpenChange={props.onClose}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Links for other calendars</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>
              Another calendar program can show this one by a secret link, without being able to change it.
              Whoever has the link sees the calendar until it is taken back.
            </Text>
            <MakeFeed mailboxId={mailboxId} />
            <Loaded query={query} rows={2}>
              {({ items }) =>
                items.length === 0 ? (
                  <Text className={styles.quiet}>There is no link.</Text>
                ) : (
                  <ul className={styles.list}>
                    {items.map((feed) => (
                      <Feed key={feed.id} feed={feed} />
                    ))}
                  </ul>
                )
              }
            </Loaded>
          </DialogContent>
          <DialogActions>
            <Button onClick={props.onClose}>Close</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function MakeFeed({ mailboxId }: { mailboxId: string }) {
  const styles = useStyles()
  const [name, setName] = useState('')
  const [onlyBusy, setOnlyBusy] = useState(false)
  const make = useAct(() => feeds.create(mailboxId, { name: name.trim(), onlyBusy }), {
    touches: [keys.feeds(mailboxId)],
  })
  if (make.data) {
    const { name, url } = make.data
    return (
      <MessageBar intent="success" layout="multiline">
        <MessageBarBody>
          {url === null
            ? `The link of “${name}” was made, but its address was lost on the way. Revoke it and make another.`
            : `The link of “${name}”. It is shown this once; copy it now.`}
          <br />
          {url !== null && <CopyValue value={url} label="the link" />}
        </MessageBarBody>
      </MessageBar>
    )
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <Field label="What the link is for" className={styles.name}>
        <Input value={name} maxLength={100} placeholder="Phone" onChange={(_, data) => setName(data.value)} />
      </Field>
      <Checkbox
        label="Only when, not what"
        checked={onlyBusy}
        onChange={(_, data) => setOnlyBusy(data.checked === true)}
      />
      <Button type="submit" appearance="primary" disabledFocusable={name.trim() === '' || make.isPending}>
        Make link
      </Button>
    </form>
  )
}

function Feed({ feed }: { feed: CalendarFeed }) {
  const styles = useStyles()
  const revoke = useAct(() => feeds.revoke(feed.id), {
    said: 'The link no longer works.',
    touches: [keys.feeds(feed.mailboxId)],
  })
  return (
    <li className={styles.feed}>
      <span className={styles.words}>
        <Text>{feed.name}</Text>
        <Text size={200} className={styles.quiet}>
          {feed.onlyBusy ? 'Only when' : 'Everything'} · made <Ago at={feed.createdAt} /> ·{' '}
          {feed.lastReadAt ? (
            <>
              last read <Ago at={feed.lastReadAt} />
            </>
          ) : (
            'never read'
          )}
        </Text>
      </span>
      <Button size="small" disabledFocusable={revoke.isPending} onClick={() => revoke.mutate()}>
        Take back
      </Button>
    </li>
  )
}
