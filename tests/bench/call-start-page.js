/* Runs in pages, before their scripts: when a consultation was started, and when its first picture came. */
(() => {
  /** The same clock in all pages of a machine. */
  const now = () => performance.timeOrigin + performance.now();
  const times = { startedAt: Number.NaN };
  let tellFrame = () => undefined;
  /** Resolves with the moment of the first picture. */
  const firstFrame = new Promise((resolve) => {
    tellFrame = resolve;
  });
  const watched = new WeakSet();

  const watch = (/** @type {HTMLVideoElement} */ video) => {
    if (watched.has(video)) return;
    watched.add(video);
    video.requestVideoFrameCallback(() => tellFrame(now()));
  };

  document.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button?.textContent?.includes('Start consultation')) times.startedAt = now();
    },
    { capture: true },
  );
  new MutationObserver(() => {
    for (const video of document.querySelectorAll('video[aria-label="Remote video"]')) watch(video);
  }).observe(document, { childList: true, subtree: true });

  /** Two peers of the bare library in this page, from the camera to both first pictures. */
  const bare = async (/** @type {MediaStreamConstraints} */ constraints) => {
    const startedAt = now();
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    const peers = [true, false].map((initiator) => new window.SimplePeer({ initiator, stream }));
    const [one, other] = peers;
    one.on('signal', (signal) => other.signal(signal));
    other.on('signal', (signal) => one.signal(signal));
    const videos = peers.map((peer) => {
      const video = document.createElement('video');
      video.muted = true;
      document.body.append(video);
      peer.on('stream', (remote) => {
        video.srcObject = remote;
        void video.play();
      });
      return video;
    });
    await Promise.all(
      videos.map((video) => new Promise((resolve) => video.requestVideoFrameCallback(resolve))),
    );
    const milliseconds = now() - startedAt;
    for (const peer of peers) peer.destroy();
    for (const track of stream.getTracks()) track.stop();
    for (const video of videos) video.remove();
    return milliseconds;
  };

  /** Holds camera and microphone as long as the page is open. */
  const keepOn = async (/** @type {MediaStreamConstraints} */ constraints) => {
    window.kept = await navigator.mediaDevices.getUserMedia(constraints);
  };

  window.callStart = { times, firstFrame, bare, keepOn };
})();
