/** In the page, before its own scripts: when what was clicked on is painted, and how long its frames take. */
(() => {
  const painted = (found) =>
    new Promise((resolve) => {
      const look = () => {
        if (!found()) return requestAnimationFrame(look);
        // The frame that has it is on the screen when the next one begins.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
      };
      look();
    });

  /** Milliseconds from the click on a link until a text is in the log, and painted. */
  const open = async (href, text) => {
    const began = performance.now();
    document.querySelector(`a[href="${href}"]`).click();
    const at = await painted(() => document.querySelector('[role=log]')?.textContent.includes(text));
    return at - began;
  };

  /** Scrolls an element up by so many pixels each frame. @returns milliseconds of each frame */
  const scrollUp = async (element, pixels, milliseconds) => {
    const frames = [];
    const until = performance.now() + milliseconds;
    let before = await new Promise(requestAnimationFrame);
    while (performance.now() < until) {
      element.scrollTop -= pixels;
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - before);
      before = now;
    }
    return frames;
  };

  /** The same in a page of plain paragraphs. */
  const plain = () => {
    const box = document.createElement('div');
    box.style.cssText = 'position:fixed;inset:0;overflow-y:auto;background:white';
    for (let line = 0; line < 20000; line += 1) {
      const paragraph = document.createElement('p');
      paragraph.textContent = `${line}: nothing but a line of text`;
      box.append(paragraph);
    }
    document.body.append(box);
    box.scrollTop = box.scrollHeight;
    return box;
  };

  window.conversationOpen = { open, scrollUp, plain };
})();
