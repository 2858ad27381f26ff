import {
  makeStyles,
  SearchBox,
  Select,
  Tab,
  TabList,
  Text,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { ArrowLeftRegular } from '@fluentui/react-icons'
import { PageButton } from '../../components/links.tsx'
import type { TypedSearch } from '../../components/use-typed-search.ts'
import type { Queue } from '../../shapes.ts'
import { SupervisionLink } from '../supervision/supervision-link.tsx'
import { PresenceSwitch } from './presence-switch.tsx'
import { queueLabel } from './queue-words.ts'

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: '0' },
  grow: { flexGrow: 1, minWidth: '0', maxWidth: 'none' },
  owner: { flexShrink: 0 },
})

export type ShownState = 'open' | 'snoozed' | 'closed' | 'all'
const states: Record<ShownState, string> = {
  open: 'Open',
  snoozed: 'Snoozed',
  closed: 'Closed',
  all: 'All',
}

/** Whose conversations are shown. */
export type ShownOwner = 'me' | 'none' | 'all'
const ownerWords: Record<ShownOwner, string> = { me: 'Mine', none: 'Nobody’s', all: 'Everybody’s' }

export interface Side {
  queues: Queue[]
  queue: string | undefined
  state: ShownState
  owner: ShownOwner
  /** Those to choose from. */
  owners: ShownOwner[]
  /** The person’s, who can have conversations; undefined: they cannot. */
  selfId: string | undefined
  search: TypedSearch
  onQueue: (id: string | undefined) => void
  onState: (state: ShownState) => void
  onOwner: (owner: ShownOwner) => void
}

/** What is shown in the list below: which queue, whose, open or not, with which words; and whether the person is there. */
export function QueueHead(props: Side) {
  const styles = useStyles()
  const { search } = props
  return (
    <div className={styles.head}>
      <div className={styles.line}>
        <Tooltip content="Back to the Workspace" relationship="label">
          <PageButton to="/workspace" as="a" appearance="subtle" icon={<ArrowLeftRegular />} />
        </Tooltip>
        <Text as="h1" weight="semibold" size={400}>
          Queues
        </Text>
        <SupervisionLink queue={props.queue} />
        <PresenceSwitch />
      </div>
      <div className={styles.line}>
        <QueueChoice {...props} />
        {/* What is closed is nobody’s any more. */}
        {props.state !== 'closed' && <OwnerChoice {...props} />}
      </div>
      <SearchBox
        className={styles.grow}
        ref={search.box}
        aria-label="Search conversations"
        placeholder="Search people, subjects, text …  /"
        value={search.typed}
        onChange={(_, data) => search.type(data.value)}
      />
      <TabList
        size="small"
        aria-label="Which conversations"
        selectedValue={props.state}
        onTabSelect={(_, data) => props.onState(data.value as ShownState)}
      >
        {(Object.keys(states) as ShownState[]).map((name) => (
          <Tab key={name} value={name}>
            {states[name]}
          </Tab>
        ))}
      </TabList>
    </div>
  )
}

function QueueChoice({ queues, queue, onQueue }: Side) {
  const open = queues.reduce((sum, one) => sum + one.open, 0)
  return (
    <Select
      className={useStyles().grow}
      aria-label="Queue"
      value={queue ?? ''}
      onChange={(_, data) => onQueue(data.value || undefined)}
    >
      <option value="">{queueLabel({ name: 'All queues', open })}</option>
      {queues.map((one) => (
        <option key={one.id} value={one.id}>
          {queueLabel(one)}
        </option>
      ))}
    </Select>
  )
}

function OwnerChoice({ owner, owners, onOwner }: Side) {
  return (
    <Select
      className={useStyles().owner}
      aria-label="Whose conversations"
      value={owner}
      onChange={(_, data) => onOwner(data.value as ShownOwner)}
    >
      {owners.map((name) => (
        <option key={name} value={name}>
          {ownerWords[name]}
        </option>
      ))}
    </Select>
  )
}
