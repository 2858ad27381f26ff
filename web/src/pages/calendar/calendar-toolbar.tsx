import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  Tab,
  TabList,
  Text,
  Toolbar,
  ToolbarButton,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import {
  AddRegular,
  ArrowUploadRegular,
  ChevronLeftRegular,
  ChevronRightRegular,
  LinkMultipleRegular,
  MoreHorizontalRegular,
} from '@fluentui/react-icons'
import type { ViewName } from './calendar-view.tsx'

const narrow = '@media (max-width: 640px)'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
  },
  title: { flexGrow: 1, minWidth: '160px', [narrow]: { order: 1, width: '100%' } },
  toolbar: { padding: '0', [narrow]: { flexGrow: 1 } },
  views: { [narrow]: { order: 2 } },
})

const names: [ViewName, string][] = [
  ['day', 'Day'],
  ['week', 'Week'],
  ['month', 'Month'],
  ['agenda', 'Agenda'],
]

/** Above the calendar: where in time, which view, something new, and what is seldom needed. */
export function CalendarToolbar(props: {
  title: string
  view: ViewName
  onView: (view: ViewName) => void
  onMove: (to: 'prev' | 'next' | 'today') => void
  onNew: () => void
  onImport: () => void
  onFeeds: () => void
}) {
  const styles = useStyles()
  const { onMove } = props
  return (
    <div className={styles.root}>
      <Toolbar aria-label="Time" className={styles.toolbar}>
        <ToolbarButton appearance="subtle" onClick={() => onMove('today')}>
          Today
        </ToolbarButton>
        <Tooltip content="Earlier" relationship="label">
          <ToolbarButton icon={<ChevronLeftRegular />} onClick={() => onMove('prev')} />
        </Tooltip>
        <Tooltip content="Later" relationship="label">
          <ToolbarButton icon={<ChevronRightRegular />} onClick={() => onMove('next')} />
        </Tooltip>
      </Toolbar>
      <Text as="h2" weight="semibold" size={400} className={styles.title} aria-live="polite">
        {props.title}
      </Text>
      <TabList
        className={styles.views}
        size="small"
        aria-label="View"
        selectedValue={props.view}
        onTabSelect={(_, data) => props.onView(data.value as ViewName)}
      >
        {names.map(([name, label]) => (
          <Tab key={name} value={name}>
            {label}
          </Tab>
        ))}
      </TabList>
      <Button appearance="primary" icon={<AddRegular />} onClick={props.onNew}>
        New event
      </Button>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Tooltip content="More" relationship="label">
            <Button appearance="subtle" icon={<MoreHorizontalRegular />} />
          </Tooltip>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem icon={<ArrowUploadRegular />} onClick={props.onImport}>
              Import a file (.ics) …
            </MenuItem>
            <MenuItem icon={<LinkMultipleRegular />} onClick={props.onFeeds}>
              Links for other calendars …
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </div>
  )
}
