/** What is looked at: the template of one type, or all that a publisher sent. */
export interface TemplateChoice {
  accountId: string;
  detailType: string | null;
}
