import { ChangeDetectionStrategy, Component, Injectable, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { problemOf, reading } from '@api';
import { State } from '@ui';
import { ExplanationTree, Figure } from '@ui/explanation';
import { Observable } from 'rxjs';

interface Question {
  readonly title: string;
  readonly read: () => Observable<Figure>;
  /** Takes the figure asked for out of the tree that was read. */
  readonly part: (tree: Figure) => Figure;
}

@Component({
  selector: 'app-explanation-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ExplanationTree, MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, State, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'explain.title' | transloco }} {{ question.title }}</h2>
    <mat-dialog-content>
      <ui-state [of]="figure" [read]="problemOf" (again)="figure.reload()">
        @if (figure.value(); as value) { <ui-explanation [figure]="question.part(value)" [within]="value" /> }
      </ui-state>
    </mat-dialog-content>
    <mat-dialog-actions align="end"><button mat-button mat-dialog-close type="button">{{ 'explain.close' | transloco }}</button></mat-dialog-actions>
  `,
})
class ExplanationDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly figure = reading({ stream: () => this.question.read() });
  protected readonly problemOf = problemOf;
}

/** Opens "where does this number come from?" over the page. */
@Injectable({ providedIn: 'root' })
export class Explain {
  private readonly dialog = inject(MatDialog);

  open(title: string, read: () => Observable<Figure>, part: (tree: Figure) => Figure = (tree) => tree): void {
    this.dialog.open(ExplanationDialog, { data: { title, read, part } satisfies Question, width: '60rem', maxWidth: '95vw' });
  }
}
