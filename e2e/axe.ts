import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds against WCAG 2.2 A and AA in the page as it stands: one line a fault. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // A dialog that just closed fades out, and then gives the page behind it back to screen readers.
  await page.waitForFunction(
    () =>
      document.getAnimations().every((animation) => animation.playState !== 'running') &&
      (!document.querySelector('#root[aria-hidden]') ||
        document.querySelector('[role=dialog], [role=alertdialog]') !== null),
  )
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
