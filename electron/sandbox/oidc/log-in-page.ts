/**
 * Renders the provider's page: account and password, without a script. `account` is the preset
 * account; `failed` says that account or password was wrong.
 */
export const logInPage = (uid: string, account: string, failed: boolean): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sandbox log-in</title>
<h1>Sandbox provider</h1>
<p>The accounts of the sandbox; the password is <code>sandbox</code>.</p>
${failed ? '<p role="alert">The account or the password is wrong.</p>' : ""}
<form method="post" action="/interaction/${escaped(uid)}">
<p><label>Account <input name="account" value="${escaped(account)}" autocomplete="username" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<button>Log in at the provider</button>
</form>
<p><a href="/interaction/${escaped(uid)}/abort">Do not log in</a></p>
</html>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
