import { makeStyles, tokens } from '@fluentui/react-components'
import { getRouteApi } from '@tanstack/react-router'
import { MailboxFrame } from '../../components/mailbox-bar.tsx'
import { TaskPanel } from './task-panel.tsx'

const useStyles = makeStyles({
  root: { minHeight: '0', backgroundColor: tokens.colorNeutralBackground1 },
  column: { height: '100%', maxWidth: '640px', marginInline: 'auto' },
})

const route = getRouteApi('/inside/workspace/$mailboxId/tasks')

/** Workspace: the tasks of one mailbox, where there is no room for them beside the calendar. */
export function TasksPage() {
  const styles = useStyles()
  const { mailboxId } = route.useParams()
  return (
    <MailboxFrame mailboxId={mailboxId} title="Tasks">
      <div className={styles.root}>
        <div className={styles.column}>
          <TaskPanel mailboxId={mailboxId} />
        </div>
      </div>
    </MailboxFrame>
  )
}
