// Checks receipts in the browser: nothing leaves it, and once the page is loaded it needs no network. Without this file, or in a
// browser that cannot run it, the form goes to the server, which says the same. All words are on the page already.
import init, { check_receipt } from 'receipts';

const form = document.querySelector('form[data-keys]');
const answer = document.querySelector('[data-answer]');
const field = form.elements.receipt;

/** Puts what was found into the blanks of the page; a row without a value goes. */
function fill(page, said) {
  for (const blank of page.querySelectorAll('[data-of]')) {
    const value = said[blank.dataset.of];
    const own = blank.querySelector(`:scope > [data-is="${value ?? ''}"]`) ?? blank.querySelector(':scope > [data-else]');
    for (const other of blank.querySelectorAll(':scope > [data-is], :scope > [data-else]')) if (other !== own) other.remove();
    if (own?.dataset.else === 'value') own.textContent = value;
    if (own?.href) own.href += value;
    // A row that this receipt says nothing of; or a blank of a sentence that went just now.
    if (!own && value === undefined) blank.closest('.summary-list__row')?.remove();
    else if (!own) blank.textContent = value;
  }
}

function check() {
  const said = JSON.parse(check_receipt(field.value, form.dataset.keys));
  const page = document.querySelector(`template[data-found=${said.why ? 'nothing' : 'genuine'}]`).content.cloneNode(true);
  fill(page, said);
  answer.replaceChildren(page);
  answer.focus();
}

async function take(file) {
  field.value = (await file.text()).trim();
  check();
}

await init({ module_or_path: form.dataset.wasm });
for (const part of document.querySelectorAll('[data-with-script]')) part.hidden = false;
form.addEventListener('submit', event => {
  event.preventDefault();
  check();
});
form.elements.file.addEventListener('change', ({ target }) => target.files[0] && take(target.files[0]));
form.addEventListener('dragover', event => event.preventDefault());
form.addEventListener('drop', event => {
  const [file] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  take(file);
});
