// How strong a new password is, in the server's words, once the field is left. Without this the rules and the proposed
// passphrase are there all the same.
for (const words of document.querySelectorAll('[data-estimates]')) {
  const input = document.getElementById(words.dataset.estimates);
  let turn = 0;
  input.addEventListener('input', () => {
    turn += 1;
    words.textContent = '';
  });
  input.addEventListener('change', async () => {
    const own = ++turn;
    try {
      const headers = { Accept: 'application/json' };
      const answer = await fetch(words.dataset.act, { method: 'POST', headers, body: new URLSearchParams({ new_password: input.value }) });
      if (answer.ok && own === turn) words.textContent = (await answer.json()).words;
    } catch {
      // No network: the form itself will say so.
    }
  });
}
