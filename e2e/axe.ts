import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Behind a dialog that just closed the page is given back to screen readers a moment later. */
const standsStill = `(async () => {
  // A spinner turns for ever; a toast counts its seconds by an animation that moves nothing.
  const ends = ({ effect }) =>
    effect?.getComputedTiming().endTime !== Infinity && !effect.target?.hasAttribute('data-timer-status')
  const isMoving = () => document.getAnimations().some((one) => one.playState === 'running' && ends(one))
  const isHidden = () => document.querySelector('#root[aria-hidden]') !== null
  const isAsked = () => document.querySelector('[role=dialog], [role=alertdialog]') !== null
  for (let steady = 0; isMoving() || (isHidden() && steady < 6); steady = isAsked() ? steady + 1 : 0)
    await new Promise((done) => setTimeout(done, 100))
})()`

/** What axe finds against WCAG 2.2 A and AA in the page as it stands: one line a fault. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // What is about to fade away is gone at once.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.evaluate(standsStill)
  // Evaluated by the debugger, so the page's content security policy stays as it is.
  await page.evaluate(axe.source)
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    // Fluent UI's guards around a trapped focus: they hand it on at once, nobody rests there.
    const { violations } = await axe.run({ exclude: '[data-tabster-dummy]' }, { runOnly: tags })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
  })
}
