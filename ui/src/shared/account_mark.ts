/** How an account is told from the others, wherever something stands that is of it. */
export interface AccountMark {
  /** What names it: the person, and the server where two have the same name for the person. */
  label: string;
  /** Which of the accounts' colors it has, from 1; `null` for an account that is gone. */
  color: number | null;
}

interface Account {
  id: string;
  host: string;
  user_id: string;
}

/** As many colors as there are for accounts. Words tell them apart as well, so colors may repeat. */
const COLORS = 5;

/** The mark of each account, by its id, in the order in which they came. One account needs none. */
export function accountMarks(accounts: readonly Account[]): ReadonlyMap<string, AccountMark> {
  if (accounts.length < 2) return new Map();
  const namesakes = (name: string) => accounts.filter(({ user_id }) => user_id === name).length;
  return new Map(
    accounts.map(({ id, host, user_id }, index) => [
      id,
      {
        label: namesakes(user_id) > 1 ? `${user_id} · ${host}` : user_id,
        color: (index % COLORS) + 1,
      },
    ]),
  );
}
