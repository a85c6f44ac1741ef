import { ChangeDetectionStrategy, Component, ElementRef, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

/** A button for what hurts: it asks first, in place, and leads the focus to the question and back. */
@Component({
  selector: 'app-sure',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoPipe],
  template: `
    @if (asked()) {
      <div role="group" [attr.aria-label]="question()">
        <p>{{ question() }}</p>
        <button mat-flat-button type="button" class="yes" (click)="answer(true)">{{ label() }}</button>
        <button mat-button type="button" (click)="answer(false)">{{ 'people.leave' | transloco }}</button>
      </div>
    } @else {
      <button mat-stroked-button type="button" class="ask" [disabled]="busy()" (click)="ask()">{{ label() }}</button>
    }
  `,
  styles: `
    div { border: 1px solid var(--mat-sys-error); border-radius: 8px; padding: 0.75rem 1rem }
    p { margin: 0 0 0.5rem }
    .yes { background: var(--mat-sys-error); color: var(--mat-sys-on-error) }
  `,
})
export class Sure {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly label = input.required<string>();
  readonly question = input.required<string>();
  readonly busy = input(false);
  readonly done = output();
  protected readonly asked = signal(false);

  protected ask(): void {
    this.asked.set(true);
    this.focus('.yes');
  }

  protected answer(yes: boolean): void {
    this.asked.set(false);
    this.focus('.ask');
    if (yes) this.done.emit();
  }

  private focus(which: string): void {
    setTimeout(() => this.host.nativeElement.querySelector<HTMLElement>(which)?.focus());
  }
}
