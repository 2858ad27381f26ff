import { makeStyles, Spinner, tokens } from '@fluentui/react-components'
import { useCalendarController } from '@fullcalendar/react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Absent } from '../../components/loaded.tsx'
import { MailboxFrame, placesOf, useMailbox } from '../../components/mailbox-bar.tsx'
import type { Occurrence } from '../../shapes.ts'
import { TaskPanel } from '../tasks/task-panel.tsx'
import { CalendarToolbar } from './calendar-toolbar.tsx'
import { CalendarView, type ViewName, viewTypes } from './calendar-view.tsx'
import { EventPanel } from './event-panel.tsx'
import { FeedsDialog } from './feeds-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { QuestionDialog } from './question-dialog.tsx'
import { ScopeDialog } from './scope-dialog.tsx'
import { type Span, useCalendar } from './use-calendar.ts'
import { useEventEdit } from './use-event-edit.ts'
import { calendarId, nextHalfHour, usePlaces } from './use-places.ts'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    minHeight: '0',
    backgroundColor: tokens.colorNeutralBackground1,
  },
  main: {
    display: 'grid',
    gridTemplateRows: 'auto minmax(0, 1fr)',
    gridTemplateColumns: 'minmax(0, 1fr)',
    minHeight: '0',
    minWidth: '0',
  },
  view: { position: 'relative', minHeight: '0', outlineStyle: 'none' },
  late: {
    position: 'absolute',
    zIndex: 3,
    top: tokens.spacingVerticalS,
    right: tokens.spacingHorizontalL,
    opacity: 0,
    animationName: { to: { opacity: 1 } },
    animationDelay: '300ms',
    animationDuration: '120ms',
    animationFillMode: 'forwards',
  },
  tasks: {
    width: '300px',
    minHeight: '0',
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 1099px)': { display: 'none' },
  },
})

const route = getRouteApi('/inside/workspace/$mailboxId/calendar')
const nothing: Occurrence[] = []

/** Workspace: the calendar of one mailbox, its tasks beside it where there is room. */
export function CalendarPage() {
  const styles = useStyles()
  const { mailboxId } = route.useParams()
  const places = placesOf(useMailbox(mailboxId))
  const { view, controller, title, span, ...time } = useTime()
  const query = useCalendar(mailboxId, span)
  const edits = useEventEdit(mailboxId)
  const moves = usePlaces(mailboxId, edits.run, edits.question !== undefined)
  const [dialog, setDialog] = useState<'import' | 'feeds'>()
  const items = query.data?.items ?? nothing
  return (
    <MailboxFrame mailboxId={mailboxId} title="Calendar">
      <div className={styles.root}>
        <div className={styles.main}>
          <CalendarToolbar
            title={title}
            view={view}
            onView={time.show}
            onMove={(to) => controller[to]()}
            onNew={() => moves.create(nextHalfHour())}
            onImport={() => setDialog('import')}
            onFeeds={() => setDialog('feeds')}
          />
          <section id={calendarId} tabIndex={-1} className={styles.view} aria-label="Calendar">
            {(query.isPlaceholderData || query.isLoading) && (
              <Spinner size="tiny" label="Reading …" className={styles.late} />
            )}
            {items === nothing && (query.isError || query.fetchStatus === 'paused') ? (
              <Absent query={query} />
            ) : (
              <CalendarView
                controller={controller}
                view={view}
                day={time.day}
                items={items}
                onSpan={time.onSpan}
                onOpen={moves.open}
                onCreate={moves.create}
                onMove={moves.move}
                onDay={time.showDay}
              />
            )}
          </section>
        </div>
        {places.tasks && (
          <aside className={styles.tasks} aria-label="Tasks">
            <TaskPanel mailboxId={mailboxId} />
          </aside>
        )}
      </div>
      <EventPanel
        mailboxId={mailboxId}
        items={items}
        run={edits.run}
        shown={moves.shown}
        onClose={moves.close}
        onOpen={moves.open}
      />
      <ScopeDialog
        title="Move a recurring event"
        yes="Move"
        isOpen={moves.isAsking}
        onAnswer={moves.answer}
      />
      <QuestionDialog question={edits.question} />
      <FeedsDialog mailboxId={mailboxId} isOpen={dialog === 'feeds'} onClose={() => setDialog(undefined)} />
      <ImportDialog
        mailboxId={mailboxId}
        isOpen={dialog === 'import'}
        onClose={() => setDialog(undefined)}
        onMade={(eventId) => {
          setDialog(undefined)
          moves.open({ eventId })
        }}
      />
    </MailboxFrame>
  )
}

/** Phones begin with a list: seven columns are too narrow there. */
const narrow = window.matchMedia('(max-width: 640px)')

/** Which view of which time is shown; kept in the page's address. */
function useTime() {
  const navigate = useNavigate({ from: '/workspace/$mailboxId/calendar' })
  const search = route.useSearch()
  const controller = useCalendarController()
  const [span, setSpan] = useState<Span>()
  const view = viewNamed(search.view) ?? (narrow.matches ? 'agenda' : 'week')
  const onSpan = useCallback(
    (next: Span, type: string) => {
      setSpan(next)
      const name = nameOf(type)
      const day = localDay(controller.getDate())
      void navigate({ search: (before) => ({ ...before, view: name, day }), replace: true })
    },
    [controller, navigate],
  )
  const show = (name: ViewName) => controller.changeView(viewTypes[name])
  const showDay = (date: Date) => {
    controller.changeView(viewTypes.day)
    controller.gotoDate(date)
  }
  return {
    view,
    controller,
    title: controller.view?.title ?? '',
    span,
    day: search.day,
    onSpan,
    show,
    showDay,
  }
}

function viewNamed(text: string | undefined): ViewName | undefined {
  return text !== undefined && text in viewTypes ? (text as ViewName) : undefined
}

function nameOf(type: string): ViewName {
  const found = Object.entries(viewTypes).find(([, known]) => known === type)
  return (found?.[0] ?? 'week') as ViewName
}

function localDay(date: Date | undefined): string | undefined {
  if (!date) return undefined
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
