// Makes the portal kinder where there is JavaScript; without it every page works as it is. What it says stands in
// the page (data-…), in the page's language.
//   * one question at a time, with the browser's Back button going back one question
//   * what is being written survives a closed page (text only, on this device, seven days)
//   * sending without leaving the page: progress, a lost connection, chosen files kept when something is missing
(() => {
  'use strict';
  const DRAFT = 'escucha.borrador.';
  const WEEK = 7 * 24 * 3600 * 1000;
  const LARGEST = 20 * 1024 * 1024;
  const MOST = 10;

  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const make = (tag, props, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  };
  const say = (form, words, tone = '') => {
    const line = form.querySelector('.state');
    if (!line) return;
    line.textContent = words;
    line.className = `state ${tone}`;
  };

  // --- what is being written -------------------------------------------------------------------------------------
  // A browser may refuse to keep anything (private windows): then nothing is kept, and nothing breaks.
  const store = {
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(DRAFT + key));
      } catch {
        return null;
      }
    },
    write(key, texts) {
      try {
        localStorage.setItem(DRAFT + key, JSON.stringify({ at: Date.now(), texts }));
      } catch {}
    },
    erase(key) {
      try {
        localStorage.removeItem(DRAFT + key);
      } catch {}
    },
    forgetOld() {
      try {
        for (const key of Object.keys(localStorage)) {
          if (!key.startsWith(DRAFT)) continue;
          const kept = JSON.parse(localStorage.getItem(key));
          if (!kept || !(Date.now() - kept.at < WEEK)) localStorage.removeItem(key);
        }
      } catch {}
    },
  };

  function keepDraft(form) {
    const key = form.dataset.draft;
    const areas = all(form, 'textarea');
    const kept = store.read(key);
    let restored = false;
    for (const area of areas) {
      if (area.value === '' && kept?.texts?.[area.name]) {
        area.value = kept.texts[area.name];
        restored = true;
      }
    }
    if (restored) form.prepend(make('p', { className: 'restored', role: 'status' }, form.dataset.restored));
    let timer = 0;
    form.addEventListener('input', (event) => {
      if (event.target.tagName !== 'TEXTAREA') return;
      clearTimeout(timer);
      timer = setTimeout(
        () => store.write(key, Object.fromEntries(areas.map((a) => [a.name, a.value]))),
        300,
      );
    });
  }

  // --- files -----------------------------------------------------------------------------------------------------
  const sizeOf = (bytes) =>
    bytes < 1024 * 1024 ? Math.ceil(bytes / 1024) + ' KB' : Math.ceil(bytes / 1024 / 1024) + ' MB';

  function listFiles(box) {
    const inputs = all(box, 'input[type=file]');
    const list = box.querySelector('.chosen');
    const chosen = new Map(inputs.map((input) => [input, [...input.files]]));
    const total = () => [...chosen.values()].reduce((n, files) => n + files.length, 0);
    const put = (input) => {
      const carrier = new DataTransfer();
      for (const file of chosen.get(input)) carrier.items.add(file);
      input.files = carrier.files;
    };
    const draw = (refused) => {
      list.replaceChildren(...refused.map((words) => make('li', { className: 'too-big' }, words)));
      for (const [input, files] of chosen) {
        for (const file of files) {
          const remove = make('button', { type: 'button' }, box.dataset.remove);
          remove.setAttribute('aria-label', `${box.dataset.remove}: ${file.name}`);
          remove.addEventListener('click', () => {
            chosen.set(
              input,
              chosen.get(input).filter((f) => f !== file),
            );
            put(input);
            draw([]);
            input.focus();
          });
          list.append(make('li', {}, make('span', {}, `${file.name} (${sizeOf(file.size)})`), remove));
        }
      }
    };
    for (const input of inputs) {
      input.addEventListener('change', () => {
        const refused = [];
        const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
        for (const file of input.files) {
          if (file.size > LARGEST) refused.push(`${file.name}: ${box.dataset.tooBig}`);
          else if (chosen.get(input).some((f) => same(f, file))) continue;
          else if (total() >= MOST) {
            refused.push(box.dataset.tooMany);
            break;
          } else chosen.get(input).push(file);
        }
        put(input);
        draw(refused);
      });
    }
    draw([]);
  }

  // --- one question at a time ------------------------------------------------------------------------------------
  function oneOfTwo(form) {
    const [email, phone] = ['email', 'phone'].map((name) => form.querySelector(`[name=${name}]`));
    if (!email || !phone) return;
    const check = () =>
      email.setCustomValidity(email.value.trim() || phone.value.trim() ? '' : form.dataset.oneOfTwo);
    for (const field of [email, phone]) field.addEventListener('input', check);
    check();
  }

  const wrongOf = (section) => all(section, 'input,textarea').find((field) => !field.checkValidity());

  function inSteps(form) {
    const steps = all(form, '[data-step]');
    const send = form.querySelector('.send');
    const progress = make('p', { className: 'progress' });
    const back = make('button', { type: 'button', className: 'button quiet' }, form.dataset.back);
    const next = make('button', { type: 'button', className: 'button primary' }, form.dataset.next);
    steps[0].before(progress);
    send.before(make('div', { className: 'moves' }, next, back));
    form.classList.add('paced');
    let at = 0;

    const show = (step, focus) => {
      at = step;
      steps.forEach((section, i) => (section.hidden = i !== step));
      progress.textContent = form.dataset.progress
        .replace('{step}', step + 1)
        .replace('{steps}', steps.length);
      back.hidden = step === 0;
      next.hidden = step === steps.length - 1;
      send.hidden = !next.hidden;
      (next.hidden ? send.querySelector('button') : next).after(back);
      if (!focus) return;
      const target =
        steps[step].querySelector('textarea,input[type=text]') || steps[step].querySelector('h2');
      if (target.tagName === 'H2') target.tabIndex = -1;
      target.focus({ preventScroll: true });
      progress.scrollIntoView({ block: 'center' });
    };
    const forward = () => {
      const wrong = wrongOf(steps[at]);
      if (wrong) return wrong.reportValidity();
      history.pushState({ step: at + 1 }, '');
      show(at + 1, true);
    };
    next.addEventListener('click', forward);
    back.addEventListener('click', () => history.back());
    addEventListener('popstate', (event) => form.isConnected && show(event.state?.step || 0, true));

    // From the summary of what is missing to its question.
    document.addEventListener('click', (event) => {
      const link = event.target.closest('#avisos a');
      const field = link && form.isConnected && document.getElementById(link.hash.slice(1));
      const step = field ? steps.findIndex((section) => section.contains(field)) : -1;
      if (step >= 0) show(step, false);
    });

    const firstWrong = steps.findIndex((section) => section.querySelector('.wrong'));
    history.replaceState({ step: 0 }, '');
    for (let i = 1; i <= firstWrong; i++) history.pushState({ step: i }, '');
    show(Math.max(firstWrong, 0), false);

    // Enter in a line of an early question means "next". True: go on and send.
    form.readyToSend = () => {
      if (at < steps.length - 1) return (forward(), false);
      const step = steps.findIndex(wrongOf);
      if (step < 0) return true;
      show(step, false);
      wrongOf(steps[step]).reportValidity();
      return false;
    };
  }

  // --- sending ---------------------------------------------------------------------------------------------------
  // The page that came back in place of this one, with the chosen files, which no server can put back.
  function swap(form, html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const again = all(page, 'form[data-draft]').find((f) => f.dataset.draft === form.dataset.draft);
    if (!again) return page.querySelector('.lead')?.textContent || form.dataset.failed;
    // What the server stored goes with the sheet already: it would be sent twice.
    const stored = !!page.querySelector('[data-kept]');
    let kept = false;
    for (const input of all(form, 'input[type=file]')) {
      if (stored || !input.files.length) continue;
      page.getElementById(input.id)?.replaceWith(input);
      kept = true;
    }
    if (kept) all(page, '[data-lost]').forEach((notice) => notice.remove());
    const main = document.adoptNode(page.querySelector('main'));
    document.querySelector('main').replaceWith(main);
    start(main);
    main.querySelector('#avisos')?.focus();
    return '';
  }

  function sendHere(form) {
    const button = form.querySelector('.send button');
    let busy = false;
    let waiting = false;
    const rest = (words) => {
      busy = false;
      button.removeAttribute('aria-disabled');
      say(form, words, words && 'soon');
    };
    const unreachable = () => {
      waiting = true;
      rest(form.dataset.offline);
    };
    const answered = (request) => {
      if (request.status >= 500) return rest(form.dataset.failed);
      if (request.status >= 400) return rest(swap(form, request.responseText));
      store.erase(form.dataset.draft);
      location.assign(request.responseURL);
    };
    const go = () => {
      busy = true;
      waiting = false;
      button.setAttribute('aria-disabled', 'true');
      say(form, form.dataset.sending);
      const request = new XMLHttpRequest();
      request.open('POST', form.getAttribute('action'));
      request.upload.onprogress = (event) => {
        if (busy && event.lengthComputable && event.total > 300000) {
          say(form, `${form.dataset.sending} ${Math.floor((100 * event.loaded) / event.total)} %`);
        }
      };
      request.onload = () => answered(request);
      request.onerror = request.onabort = request.ontimeout = unreachable;
      request.send(new FormData(form));
    };
    form.noValidate = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (busy) return;
      if (form.readyToSend ? form.readyToSend() : form.reportValidity()) go();
    });
    // The same key goes with it, so that what did arrive the first time is not done twice.
    addEventListener('online', () => waiting && !busy && form.isConnected && go());
  }

  // --- the receipt -----------------------------------------------------------------------------------------------
  function codeBox(box) {
    const code = box.querySelector('[data-code]').dataset.code;
    const can = { copy: !!navigator.clipboard, print: true };
    const act = {
      copy: () => navigator.clipboard.writeText(code).then(() => say(box, box.dataset.copied)),
      print: () => print(),
    };
    for (const button of all(box, '[data-do]')) {
      button.hidden = !can[button.dataset.do];
      button.addEventListener('click', act[button.dataset.do]);
    }
  }

  function start(root) {
    all(root, '[data-files]').forEach(listFiles);
    all(root, 'form[data-draft]').forEach(keepDraft);
    all(root, 'form[data-steps]').forEach((form) => {
      oneOfTwo(form);
      inSteps(form);
    });
    all(root, 'form[data-send]').forEach(sendHere);
    all(root, '.code-box').forEach(codeBox);
  }

  store.forgetOld();
  start(document);
})();
