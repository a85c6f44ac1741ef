import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** Outlines of Material Symbols (Apache-2.0), those that are used. */
const PATHS = {
  add: 'M11 13H5v-2h6V5h2v6h6v2h-6v6h-2z',
  back: 'm12 20-8-8 8-8 1.4 1.4L7.8 11H20v2H7.8l5.6 5.6z',
  bell: 'M4 19v-2h2v-7q0-2.1 1.2-3.7T10.5 4.2V3.5q0-.65.4-1.1T12 2t1.1.4.4 1.1v.7q2 .5 3.2 2.1T18 10v7h2v2zm8 3q-.8 0-1.4-.6T10 20h4q0 .8-.6 1.4T12 22zm-4-5h8v-7q0-1.65-1.2-2.8T12 6 9.2 7.2 8 10z',
  brand: 'M12 22q-2.05 0-3.875-.788t-3.188-2.15-2.15-3.187T2 12q0-2.075.813-3.9t2.2-3.175T8.25 2.788 12.2 2q2 0 3.775.688t3.113 1.9 2.125 2.875T22 11.05q0 2.875-1.75 4.413T16 17h-1.85q-.225 0-.312.125t-.088.275q0 .3.375.863t.375 1.287q0 1.25-.687 1.85T12 22m-5.5-9q.65 0 1.075-.425T8 11.5t-.425-1.075T6.5 10t-1.075.425T5 11.5t.425 1.075T6.5 13m3-4q.65 0 1.075-.425T11 7.5t-.425-1.075T9.5 6t-1.075.425T8 7.5t.425 1.075T9.5 9m5 0q.65 0 1.075-.425T16 7.5t-.425-1.075T14.5 6t-1.075.425T13 7.5t.425 1.075T14.5 9m3 4q.65 0 1.075-.425T19 11.5t-.425-1.075T17.5 10t-1.075.425T16 11.5t.425 1.075T17.5 13',
  check: 'm9.55 18-5.7-5.7 1.43-1.42 4.27 4.27 9.17-9.17 1.43 1.42z',
  close: 'M6.4 19 5 17.6l5.6-5.6L5 6.4 6.4 5l5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6z',
  dashboard: 'M13 9V3h8v6zM3 13V3h8v10zm10 8V11h8v10zM3 21v-6h8v6z',
  download: 'm12 16-5-5 1.4-1.45 2.6 2.6V4h2v8.15l2.6-2.6L17 11zm-6 4q-.8 0-1.4-.6T4 18v-3h2v3h12v-3h2v3q0 .8-.6 1.4T18 20z',
  explain: 'M11 18h2v-2h-2zm1-14a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 18a10 10 0 1 1 0-20 10 10 0 0 1 0 20zm0-15a3 3 0 0 0-3 3h2a1 1 0 1 1 2 0c0 1-2 1.1-2 4h2c0-2 2-2.3 2-4a3 3 0 0 0-3-3z',
  expand: 'm9.4 18-1.4-1.4 4.6-4.6L8 7.4 9.4 6l6 6z',
  funds: 'M4 21V10H2V8l10-6 10 6v2h-2v11zm2-2h3v-7h2v7h2v-7h2v7h3v-9H6z',
  hook: 'M17 7h-4v2h4a3 3 0 0 1 0 6h-4v2h4a5 5 0 0 0 0-10zm-6 8H7a3 3 0 0 1 0-6h4V7H7a5 5 0 0 0 0 10h4zm-3-4h8v2H8z',
  inbox: 'M5 21q-.8 0-1.4-.6T3 19V5q0-.8.6-1.4T5 3h14q.8 0 1.4.6T21 5v14q0 .8-.6 1.4T19 21zm0-2h14v-3h-3q-.75.95-1.8 1.5T12 18t-2.2-.5T8 16H5z',
  portfolio: 'M11 2.05V13h10.95A10 10 0 1 1 11 2.05zm2 0A10 10 0 0 1 21.95 11H13z',
  table: 'M4 20q-.8 0-1.4-.6T2 18V6q0-.8.6-1.4T4 4h16q.8 0 1.4.6T22 6v12q0 .8-.6 1.4T20 20zm0-11h16V6H4zm4 2H4v7h4zm2 7h10v-7H10z',
  ledger: 'M6 22q-.8 0-1.4-.6T4 20V4q0-.8.6-1.4T6 2h12q.8 0 1.4.6T20 4v16q0 .8-.6 1.4T18 22zm0-2h12V4h-2v7l-2.5-1.5L11 11V4H6z',
  mail: 'M4 20q-.8 0-1.4-.6T2 18V6q0-.8.6-1.4T4 4h16q.8 0 1.4.6T22 6v12q0 .8-.6 1.4T20 20zm8-7L4 8v10h16V8zm0-2 8-5H4z',
  menu: 'M3 18v-2h18v2zm0-5v-2h18v2zm0-5V6h18v2z',
  payments: 'M14 13q-1.25 0-2.125-.875T11 10t.875-2.125T14 7t2.125.875T17 10t-.875 2.125T14 13m-7 3q-.825 0-1.412-.587T5 14V6q0-.825.588-1.412T7 4h14q.825 0 1.413.588T23 6v8q0 .825-.587 1.413T21 16zm2-2h10q0-.825.588-1.412T21 12V8q-.825 0-1.412-.587T19 6H9q0 .825-.587 1.413T7 8v4q.825 0 1.413.588T9 14m11 6H3q-.825 0-1.412-.587T1 18V7h2v11h17z',
  people: 'M1 20v-2.8q0-.85.4-1.6t1.2-1.1q1.5-.75 3.1-1.1T9 13t3.3.4 3.1 1.1q.8.4 1.2 1.1t.4 1.6V20zm18 0v-3q0-1.1-.6-2.1t-1.7-1.8q1.3.15 2.4.5t2.1.9q.9.5 1.4 1.1T23 17v3zM9 12q-1.65 0-2.8-1.2T5 8t1.2-2.8T9 4t2.8 1.2T13 8t-1.2 2.8T9 12zm10-4q0 1.65-1.2 2.8T15 12l-.7-.1-.7-.1q.7-.8 1-1.8T15 8t-.4-2-1-1.8l.7-.1.7-.1q1.65 0 2.8 1.2T19 8z',
  plug: 'M11 22v-3.1L6 13.8V9q0-.8.6-1.4T8 7V3h2v4h4V3h2v4q.8 0 1.4.6T18 9v4.8l-5 5.1V22zm1-5.5 4-3.6V9H8v3.9z',
  search: 'm19.6 21-6.3-6.3A6.5 6.5 0 1 1 14.7 13.3l6.3 6.3zM9.5 14a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z',
  upload: 'M11 16V7.85l-2.6 2.6L7 9l5-5 5 5-1.4 1.45-2.6-2.6V16zm-5 4q-.8 0-1.4-.6T4 18v-3h2v3h12v-3h2v3q0 .8-.6 1.4T18 20z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 8v-2.8q0-.85.4-1.6t1.2-1.1q1.5-.75 3.1-1.1T12 13t3.3.4 3.1 1.1q.8.4 1.2 1.1t.4 1.6V20z',
} as const;

export type IconName = keyof typeof PATHS;

/** A small picture beside words; says nothing to a screen reader. */
@Component({
  selector: 'ui-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" focusable="false"><path [attr.d]="path()" /></svg>`,
  styles: ':host { display: inline-flex; vertical-align: middle }',
})
export class Icon {
  readonly name = input.required<IconName>();
  protected path(): string {
    return PATHS[this.name()];
  }
}
