import {
  Button,
  MessageBar,
  MessageBarBody,
  makeStyles,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { ApiProblem } from '../../api.ts'
import { Absent } from '../../components/loaded.tsx'
import { useLast } from '../../components/use-last.ts'
import type { CalendarEvent, Occurrence } from '../../shapes.ts'
import { personZone, wallTime, wallTimeIn } from '../../zoned.ts'
import { EventDetails } from './event-details.tsx'
import { draftChanges, draftFields, draftOf, newDraft, type Scope } from './event-draft.ts'
import type { EventEdit } from './event-edit.ts'
import { EventEditor } from './event-editor.tsx'
import type { Place } from './moved.ts'
import { ScopeDialog, type SeriesScope } from './scope-dialog.tsx'
import { useEvent } from './use-calendar.ts'
import type { Shown } from './use-places.ts'

const useStyles = makeStyles({
  drawer: { width: 'min(620px, 100vw)' },
  body: {
    display: 'flex',
    flexDirection: 'column',
    height: '100%',
    minHeight: '0',
    padding: tokens.spacingHorizontalXL,
    boxSizing: 'border-box',
    overflowY: 'auto',
    width: '100%',
  },
  close: { position: 'absolute', zIndex: 3, top: tokens.spacingVerticalL, right: tokens.spacingHorizontalL },
})

type Run = (edit: EventEdit) => Promise<boolean>

/** Beside the calendar: one event, read or edited, or a new one. */
export function EventPanel(props: {
  mailboxId: string
  items: Occurrence[]
  run: Run
  shown: Shown | undefined
  onClose: () => void
  onOpen: (occurrence: Pick<Occurrence, 'eventId' | 'originalDate'>) => void
}) {
  const styles = useStyles()
  const { shown, onClose } = props
  return (
    <OverlayDrawer
      className={styles.drawer}
      position="end"
      open={shown !== undefined}
      onOpenChange={onClose}
      aria-label={shown?.kind === 'new' ? 'New event' : 'Event'}
    >
      <div className={styles.body}>
        {shown?.kind === 'new' && <NewEvent {...props} place={shown.place} />}
        {shown?.kind === 'event' && (
          <KnownEvent
            {...props}
            key={`${shown.eventId} ${shown.date}`}
            eventId={shown.eventId}
            date={shown.date}
          />
        )}
        {/* Always there: without anything to rest on, the focus would not enter while the event is still being read.
            Last, so that a form's first field has the focus. No tooltip: the first Esc would close that. */}
        <Button
          className={styles.close}
          appearance="subtle"
          aria-label="Close"
          icon={<DismissRegular />}
          onClick={onClose}
        />
      </div>
    </OverlayDrawer>
  )
}

function NewEvent(props: { mailboxId: string; place: Place; run: Run; onClose: () => void }) {
  const [draft] = useState(() => newDraft(timesOf(props.place)))
  return (
    <EventEditor
      mailboxId={props.mailboxId}
      title="New event"
      begun={draft}
      canRepeat
      onCancel={props.onClose}
      onSave={async (typed) => {
        const isDone = await props.run({ kind: 'create', fields: draftFields(typed) })
        if (isDone) props.onClose()
      }}
    />
  )
}

type Known = {
  mailboxId: string
  items: Occurrence[]
  run: Run
  eventId: string
  date: string | undefined
  onClose: () => void
}

function KnownEvent(props: Known) {
  const { mailboxId, eventId, date, items, onClose } = props
  const query = useEvent(mailboxId, eventId)
  const occurrence = items.find(
    (item) => item.eventId === eventId && (date === undefined || item.originalDate === date),
  )
  if (query.error instanceof ApiProblem && query.error.status === 404) return <Gone onClose={onClose} />
  if (!query.data) return <Absent query={query} rows={6} />
  return <ReadOrEdit {...props} event={query.data} occurrence={occurrence} />
}

function Gone(props: { onClose: () => void }) {
  return (
    <MessageBar intent="info">
      <MessageBarBody>This event was deleted.</MessageBarBody>
      <Button onClick={props.onClose}>Close</Button>
    </MessageBar>
  )
}

function ReadOrEdit(props: Known & { event: CalendarEvent; occurrence: Occurrence | undefined }) {
  const { event, occurrence, date, run, onClose } = props
  const [asking, setAsking] = useState<'edit' | 'remove'>()
  const last = useLast(asking)
  // What others change while one types must not change what one typed; it is compared when it is saved.
  const [editing, setEditing] = useState<{ scope: Scope; started: CalendarEvent }>()
  const isSeries = Boolean(event.recurrence) && date !== undefined
  const start = async (what: 'edit' | 'remove', scope: Scope) => {
    if (what === 'edit') return setEditing({ scope, started: event })
    const target = { scope, eventId: event.id, version: event.version, date, started: event }
    if (await run({ kind: 'remove', ...target })) onClose()
  }
  const ask = (what: 'edit' | 'remove') =>
    isSeries ? setAsking(what) : void start(what, event.recurrence ? 'series' : 'event')
  const answer = (scope: SeriesScope | undefined) => {
    if (asking && scope) void start(asking, scope)
    setAsking(undefined)
  }
  if (editing) return <Editing {...props} {...editing} onBack={() => setEditing(undefined)} />
  return (
    <>
      <EventDetails
        event={event}
        occurrence={occurrence}
        onEdit={() => ask('edit')}
        onRemove={() => ask('remove')}
      />
      <ScopeDialog
        title={last === 'remove' ? 'Delete a recurring event' : 'Edit a recurring event'}
        yes={last === 'remove' ? 'Delete' : 'Edit'}
        isOpen={asking !== undefined}
        onAnswer={answer}
      />
    </>
  )
}

const titles: Record<Scope, string> = {
  event: 'Edit event',
  series: 'Edit the whole series',
  this: 'Edit this one',
  following: 'Edit this and all that follow',
}

function Editing(
  props: Known & {
    scope: Scope
    started: CalendarEvent
    occurrence: Occurrence | undefined
    onBack: () => void
  },
) {
  const { scope, started, occurrence, date, run, onBack, onClose } = props
  const [begun] = useState(() => draftOf(started, occurrence, scope))
  return (
    <EventEditor
      mailboxId={props.mailboxId}
      title={titles[scope]}
      begun={begun}
      canRepeat={scope !== 'this'}
      onCancel={onBack}
      onSave={async (typed) => {
        const changes = draftChanges(begun, typed)
        if (Object.keys(changes).length === 0) return onBack()
        const target = { scope, eventId: started.id, version: started.version, date, started }
        if (await run({ kind: 'change', changes, ...target })) onClose()
      }}
    />
  )
}

function timesOf(place: Place) {
  const zone = personZone()
  if (place.allDay) {
    const at = (day: string) => wallTime(day, '00:00', zone)
    return { isAllDay: true, start: at(place.startDay), end: at(place.endDay) }
  }
  return {
    isAllDay: false,
    start: wallTimeIn(place.start.getTime(), zone),
    end: wallTimeIn(place.end.getTime(), zone),
  }
}
