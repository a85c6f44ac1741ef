import { ChangeDetectionStrategy, Component, Injectable, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { Observable, filter, map } from 'rxjs';

/** Keys of texts. */
interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
}

@Component({
  selector: 'app-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ question.title | transloco }}</h2>
    <mat-dialog-content>{{ question.text | transloco }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button mat-button mat-dialog-close type="button">{{ 'flows.no' | transloco }}</button>
      <button mat-flat-button [mat-dialog-close]="true" type="button">{{ question.yes | transloco }}</button>
    </mat-dialog-actions>
  `,
})
class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
}

/** Asks before something is done that cannot be taken back. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  private readonly dialog = inject(MatDialog);

  /** Emits once if the answer is yes. */
  ask(question: Question): Observable<true> {
    return this.dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, { data: question, width: '28rem', maxWidth: '95vw' }).afterClosed().pipe(filter((yes) => yes === true), map(() => true as const));
  }
}
