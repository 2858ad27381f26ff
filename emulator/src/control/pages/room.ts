import { GraphError } from '../../graph/errors.ts'
import { decodeSegment, type Room, type WireRequest, type WireResponse } from '../../wire.ts'
import { applicationRoutes } from './application-pages.ts'
import { calendarRoutes } from './calendar-pages.ts'
import { contactRoutes } from './contact-pages.ts'
import { directoryPages } from './directory-pages.ts'
import { eventRoutes } from './event-pages.ts'
import { html, type Page, pageAnswer } from './html.ts'
import { mailRoutes } from './mail-pages.ts'
import { mailboxRoutes } from './mailbox-pages.ts'
import { outsideRoutes } from './outside-pages.ts'
import { type PageCall, PageRefused, type PageRoute, type PageState } from './page-call.ts'
import { policyRoutes } from './policy-pages.ts'
import { styleSheet } from './style.ts'
import { taskRoutes } from './task-pages.ts'
import { writeRoutes } from './write-pages.ts'

const routes = [
  // Before the page of a tenant, whose path it fits.
  ...outsideRoutes,
  ...mailboxRoutes,
  ...contactRoutes,
  ...calendarRoutes,
  ...eventRoutes,
  ...taskRoutes,
  ...mailRoutes,
  ...writeRoutes,
  ...applicationRoutes,
  ...directoryPages,
  ...policyRoutes,
].map((route) => ({
  route,
  segments: route.path.split('/'),
}))

/** The other side page at `/` and below `/~/`: the tenants as their people and administrators see them. */
export function pagesRoom(state: Omit<PageState, 'shownOnce'>): Room {
  const shownOnce = new Map<string, string>()
  return (request) => {
    if (request.path === '/favicon.ico') return { status: 204 }
    if (request.path !== '/' && !request.path.startsWith('/~/')) return undefined
    if (request.path === '/~/style.css') {
      return {
        status: 200,
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' },
        body: styleSheet,
      }
    }
    return answer({ ...state, shownOnce }, request)
  }
}

async function answer(state: PageState, request: WireRequest): Promise<WireResponse> {
  try {
    if (request.method === 'POST' && !isSameOrigin(request)) {
      throw new PageRefused(403, 'This form was not sent from a page of this address.')
    }
    const { route, params } = find(request)
    const form = new URLSearchParams(request.method === 'POST' ? request.body.toString('utf8') : '')
    const call: PageCall = { ...state, params, query: request.query, form }
    const result = await route.run(call)
    return 'title' in result ? pageAnswer(result) : result
  } catch (error) {
    if (error instanceof PageRefused) return pageAnswer(refusedPage(error.status, error.message))
    if (error instanceof GraphError) return pageAnswer(refusedPage(error.status, error.message))
    throw error
  }
}

/** Browsers say where a form comes from; a form of another site is not served (there is no sign-in that could tell). */
function isSameOrigin({ headers, origin }: WireRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  return headers.origin === undefined ? site === 'same-origin' : headers.origin === origin
}

function find(request: WireRequest): { route: PageRoute; params: Record<string, string> } {
  const given = request.path.split('/')
  for (const { route, segments } of routes) {
    if (route.method !== request.method || segments.length !== given.length) continue
    const params: Record<string, string> = {}
    const fits = segments.every((part, at) => {
      if (!part.startsWith('{')) return part === given[at]
      params[part.slice(1, -1)] = decodeSegment(given[at] ?? '')
      return true
    })
    if (fits) return { route, params }
  }
  throw new PageRefused(404, 'There is no such page.')
}

function refusedPage(status: number, message: string): Page {
  const body = html`<p><a href="/">To the start page</a>, or go back and correct it.</p>`
  return { title: status === 404 ? 'Not found' : 'This was not done', notice: message, body, status }
}
