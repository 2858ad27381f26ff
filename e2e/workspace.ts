import type { BrowserContext, Page } from 'playwright-core'
import { signIn } from './browser.ts'
import type { Demo } from './demo.ts'

/** Signs in as the operator of the demo and opens a place of a person's mailbox in the Workspace. */
export async function openPlace(
  context: BrowserContext,
  demo: Demo,
  person: string,
  place: 'Calendar' | 'Mail',
): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${demo.url}/workspace`)
  const mailbox = page.getByRole('link', { name: person })
  await page.getByLabel('E-mail').or(mailbox).first().waitFor()
  if (!(await mailbox.isVisible())) {
    await signIn(page, demo.operator)
  }
  await mailbox.click()
  await page.getByRole('link', { name: place, exact: true }).click()
  return page
}
