// Passkeys: fetches the server's question, lets the browser answer it, and puts the answer into the form that asked; the form
// then goes the way every form goes. What may have to be said is on the page already, in the reader's language.
const Key = globalThis.PublicKeyCredential;

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const descriptors = list => list?.map(one => ({ ...one, id: bytes(one.id) }));

/** The options as this browser takes them; older ones cannot read JSON themselves. */
function read(create, json) {
  const reader = create ? Key.parseCreationOptionsFromJSON : Key.parseRequestOptionsFromJSON;
  if (reader) return reader.call(Key, json);
  const challenge = bytes(json.challenge);
  return create
    ? { ...json, challenge, user: { ...json.user, id: bytes(json.user.id) }, excludeCredentials: descriptors(json.excludeCredentials) }
    : { ...json, challenge, allowCredentials: descriptors(json.allowCredentials) };
}

function write(key) {
  if (key.toJSON) return key.toJSON();
  const response = {};
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (key.response[part]) response[part] = text(key.response[part]);
  }
  return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} };
}

/** The browser's answer; `undefined` if the server has no question for us: it says why when the form arrives. */
async function answer(button, how) {
  const headers = { Accept: 'application/json' };
  const asked = await fetch(button.dataset.ask, { method: 'POST', headers, body: new URLSearchParams(new FormData(button.form)) });
  if (asked.status === 429 || asked.status >= 500) throw asked;
  if (!asked.ok) return undefined;
  const create = button.dataset.passkey === 'create';
  const publicKey = read(create, JSON.parse((await asked.json()).options));
  return await (create ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey, ...how }));
}

function hand(button, key) {
  const { credential, keep } = button.form.elements;
  credential.value = key ? JSON.stringify(write(key)) : '';
  keep.value = document.querySelector('input[type=checkbox][name=keep]:checked') ? 'yes' : '';
  button.form.requestSubmit(button);
  credential.value = '';
}

function say(button, what) {
  for (const words of button.form.querySelectorAll('[data-says]')) words.hidden = words.dataset.says !== what;
}

let offered;

/** Offers passkeys in the browser's own list under the field for the name, until the button is pressed or the page is left. */
async function offer(button) {
  offered?.abort();
  const own = (offered = new AbortController());
  try {
    const key = await answer(button, { mediation: 'conditional', signal: own.signal });
    if (key) hand(button, key);
  } catch {
    // Nobody pressed anything: there is nothing to say.
  }
}

async function press(button) {
  offered?.abort();
  say(button, '');
  button.form.dataset.asking = '';
  try {
    hand(button, await answer(button, {}));
  } catch ({ name }) {
    say(button, { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'present' }[name] ?? 'failed');
  }
  delete button.form.dataset.asking;
}

for (const button of document.querySelectorAll('button[data-passkey]')) {
  const form = button.closest('.passkey');
  if (!Key || !navigator.credentials) {
    form.hidden = true;
    for (const words of document.querySelectorAll('[data-unable]')) words.hidden = false;
    continue;
  }
  delete form.dataset.asleep;
  // A form that is sent by its enter key presses this button as well.
  button.addEventListener('click', event => {
    event.preventDefault();
    if (!('asking' in button.form.dataset)) press(button);
  });
  if ('autofill' in button.dataset && (await Key.isConditionalMediationAvailable?.())) {
    offer(button);
    // A question is good for five minutes; the page may stay open longer.
    setInterval(() => document.hidden || 'asking' in button.form.dataset || offer(button), 240_000);
  }
}
