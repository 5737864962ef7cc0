'use strict';
// The page works without this: it adds copy buttons and keeps the checklist up to date.
(() => {
  const EVERY = 5_000;
  const PATIENCE = 30_000;
  const byId = (id) => document.getElementById(id);

  // Copying

  const copied = byId('copied');

  /** Outside https and localhost there is no clipboard to write to, but the old command still works. */
  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      field.select();
      return document.execCommand('copy');
    }
  };

  for (const button of document.querySelectorAll('button[data-copies]')) {
    const field = byId(button.dataset.copies);
    const name = document.querySelector(`label[for="${field.id}"]`).textContent;
    const text = button.textContent;
    let timer;
    button.addEventListener('click', async () => {
      const done = await copy(field);
      button.focus();
      button.classList.toggle('done', done);
      button.textContent = done ? copied.dataset.done : text;
      // The same words twice would not be read out twice.
      copied.textContent = '';
      setTimeout(() => {
        copied.textContent = done ? copied.dataset.copied.replace('{0}', () => name) : copied.dataset.failed;
      }, 50);
      if (!done) {
        field.focus();
        field.select();
      }
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = text;
        button.classList.remove('done');
      }, 2_000);
    });
    field.addEventListener('focus', () => field.select());
    button.hidden = false;
  }

  // The checklist

  const place = byId('checklist');
  const said = byId('said');
  const live = byId('live');
  let timer;
  let asking = false;
  let signedOut = false;

  const list = () => place.querySelector('.checklist');
  const allGood = () => list().dataset.open === '0';

  const show = (fresh) => {
    if (fresh.outerHTML !== list().outerHTML) {
      list().replaceWith(document.adoptNode(fresh));
      said.textContent = list().querySelector('.tally').textContent;
    } else if (said.textContent === place.dataset.failed) {
      said.textContent = '';
    }
  };

  const signOut = () => {
    signedOut = true;
    said.textContent = place.dataset.signedOut;
  };

  const parse = (html) => new DOMParser().parseFromString(html, 'text/html').querySelector('.checklist');

  const look = async () => {
    const answer = await fetch(place.dataset.from, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
      signOut();
      return;
    }
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    const fresh = parse(await answer.text());
    if (fresh) {
      show(fresh);
    } else {
      // A sign-in page stands in its place.
      signOut();
    }
  };

  const plan = () => {
    clearTimeout(timer);
    live.hidden = signedOut || allGood();
    if (!live.hidden && !document.hidden) {
      timer = setTimeout(check, EVERY);
    }
  };

  /** @param aloud whether somebody asked, and is told when it does not work; otherwise the next time will do */
  const check = async (aloud = false) => {
    if (asking) {
      return;
    }
    asking = true;
    clearTimeout(timer);
    place.setAttribute('aria-busy', 'true');
    try {
      await look();
    } catch {
      if (aloud) {
        said.textContent = place.dataset.failed;
      }
    } finally {
      asking = false;
      place.removeAttribute('aria-busy');
      plan();
    }
  };

  byId('check-again').addEventListener('click', (event) => {
    // Once signed out, the link leads to the sign-in.
    if (!signedOut) {
      event.preventDefault();
      said.textContent = '';
      check(true);
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      clearTimeout(timer);
    } else if (!signedOut && !allGood()) {
      check();
    }
  });
  plan();
})();
