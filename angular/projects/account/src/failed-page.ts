import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** Instead of a page that could not be opened, because the server did not say who is signed in. */
@Component({
  selector: 'account-failed-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoPipe],
  template: `
    <h1>{{ 'ui.failed' | transloco }}</h1>
    <p role="alert">{{ 'ui.noAnswer' | transloco }}</p>
    <button mat-stroked-button type="button" (click)="again()">{{ 'ui.tryAgain' | transloco }}</button>
  `,
})
export class FailedPage {
  private readonly router = inject(Router);
  /** The page that was asked for. */
  readonly to = input('/');

  protected again(): void {
    void this.router.navigateByUrl(this.to(), { replaceUrl: true });
  }
}
