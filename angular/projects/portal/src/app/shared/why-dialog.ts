import { ChangeDetectionStrategy, Component, Injector, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { problemOf, reading } from '@api';
import { State } from '@ui';
import { ExplanationTree } from '@ui/explanation';
import type { Question } from './why';

@Component({
  selector: 'app-why-dialog',
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
class WhyDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly figure = reading({ stream: () => this.question.read() });
  protected readonly problemOf = problemOf;
}

export function openWhy(injector: Injector, question: Question): void {
  injector.get(MatDialog).open(WhyDialog, { data: question, width: '60rem', maxWidth: '95vw' });
}
