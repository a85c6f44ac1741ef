import { ChangeDetectionStrategy, Component, Injectable, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Observable, filter, map } from 'rxjs';

/** What is asked before something that hurts is done; all in the user's language already. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly yes: string;
  /** A reason must be given, which is kept with what is done. */
  readonly reason?: boolean;
}

@Component({
  selector: 'ui-confirm',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, MatFormField, MatInput, MatLabel, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>
      <p>{{ question.text }}</p>
      @if (question.reason) {
        <mat-form-field class="reason"><mat-label>{{ 'confirm.reason' | transloco }}</mat-label><input matInput maxlength="500" required cdkFocusInitial (input)="reason.set($any($event.target).value.trim())" /></mat-form-field>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button type="button" mat-dialog-close cdkFocusInitial>{{ 'confirm.no' | transloco }}</button>
      <button mat-flat-button type="button" [disabled]="question.reason && reason().length < 3" (click)="dialog.close({ reason: reason() })">{{ question.yes }}</button>
    </mat-dialog-actions>
  `,
  styles: '.reason { width: 100% }',
})
class Confirmation {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<Confirmation, { readonly reason: string }>>(MatDialogRef);
  protected readonly reason = signal('');
}

/** Asks before something that hurts; the safe answer has the focus, or the reason where one is asked for, so that what is typed answers nothing. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  private readonly dialogs = inject(MatDialog);

  /** No and Escape answer nothing, the one as '', the other as undefined. The first answer counts, however quickly another follows. Emits once, with the reason given, when it was confirmed, and never when it was not. */
  ask(question: Question): Observable<string> {
    return this.dialogs.open<Confirmation, Question, { readonly reason: string }>(Confirmation, { data: question, width: '30rem' }).beforeClosed()
      .pipe(filter((answer) => !!answer), map(({ reason }) => reason));
  }
}
