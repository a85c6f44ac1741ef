import { FileChooser, Locator, expect } from '@playwright/test';

/** How often Tab may be pressed on the way to a thing before the way counts as none. */
const STEPS = 200;

/** Goes to a thing as somebody without a mouse does: by Tab, forwards, from where the focus is. */
export async function reach(thing: Locator): Promise<void> {
  await expect(thing).toBeVisible();
  // Tab leaves a menu; the arrows go through it.
  const key = (await thing.getAttribute('role'))?.startsWith('menuitem') ? 'ArrowDown' : 'Tab';
  for (let step = 0; step < STEPS; step++) {
    if (await thing.evaluate((element) => element === document.activeElement)) return;
    await thing.page().keyboard.press(key);
  }
  throw new Error(`Not reached by Tab: ${thing}`);
}

/** Follows a link or presses a button, by keyboard. */
export async function press(thing: Locator): Promise<void> {
  await expect(thing).toBeEnabled();
  await reach(thing);
  await thing.page().keyboard.press('Enter');
}

/** Fills a field by typing. A date is typed as month, day, year, as the browsers of the journeys show it. */
export async function write(field: Locator, text: string): Promise<void> {
  await reach(field);
  const keyboard = field.page().keyboard;
  if ((await field.getAttribute('type')) === 'date') {
    const [year, month, day] = text.split('-');
    await keyboard.type(`${month}${day}${year}`);
  } else {
    await keyboard.press('ControlOrMeta+A');
    await keyboard.type(text);
  }
  await expect(field).toHaveValue(text);
}

/** Chooses in a list that opens; of several more than one. */
export async function choose(list: Locator, ...options: (string | RegExp)[]): Promise<void> {
  const page = list.page();
  await opened(list);
  for (const name of options) {
    const option = page.getByRole('option', { name, exact: true });
    await expect(option).toBeVisible();
    const wanted = await option.getAttribute('id');
    for (let step = 0; step < STEPS; step++) {
      const before = await active(list);
      if (before === wanted) break;
      const ids = await page.getByRole('option').evaluateAll((all) => all.map((one) => one.id));
      await page.keyboard.press(ids.indexOf(before!) < ids.indexOf(wanted!) ? 'ArrowDown' : 'ArrowUp');
      await expect.poll(() => active(list), { message: `Not reached by arrow: ${option}` }).not.toBe(before);
    }
    await page.keyboard.press('Enter');
  }
  if (await page.getByRole('listbox').isVisible()) await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
}

/** Opens a list. One whose options are still on their way does not open, and is asked again; in one that is typed into, Enter would send the form. */
async function opened(list: Locator): Promise<void> {
  await reach(list);
  const typed = await list.evaluate((element) => element instanceof HTMLInputElement);
  await expect(async () => {
    if ((await list.getAttribute('aria-expanded')) !== 'true') await list.page().keyboard.press(typed ? 'ArrowDown' : 'Enter');
    await expect(list).toHaveAttribute('aria-expanded', 'true', { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  // One that is typed into has no place in it before the first arrow.
  if (!typed) await expect.poll(() => active(list), { message: `Opened without a place in it: ${list}` }).not.toBeNull();
}

/** The place in a list, once the page has drawn what the last key did. */
function active(list: Locator): Promise<string | null> {
  return list.evaluate((element) => new Promise<string | null>((resolve) => { requestAnimationFrame(() => requestAnimationFrame(() => resolve(element.getAttribute('aria-activedescendant')))); }));
}

/** Gives files by the button that asks for them. */
export async function give(button: Locator, files: Parameters<FileChooser['setFiles']>[0]): Promise<void> {
  const chooser = button.page().waitForEvent('filechooser');
  await press(button);
  await (await chooser).setFiles(files);
}

/** Ticks or unticks a box. */
export async function tick(box: Locator): Promise<void> {
  const before = await box.isChecked();
  await reach(box);
  await box.page().keyboard.press('Space');
  await expect(box).toBeChecked({ checked: !before });
}

/** Picks in the browser's own list, by typing what the entry begins with. */
export async function pick(list: Locator, entry: string): Promise<void> {
  await reach(list);
  await list.page().keyboard.type(entry);
  await expect(list.locator('option:checked')).toHaveText(entry);
}

/** Opens a tab: Tab leads to the row of tabs, the arrows from one to the next. */
export async function turnTo(tab: Locator): Promise<void> {
  const page = tab.page();
  await reach(page.getByRole('tab', { selected: true }).first());
  for (let step = 0; step < STEPS && !(await tab.evaluate((element) => element === document.activeElement)); step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(tab).toHaveAttribute('aria-selected', 'true');
}
