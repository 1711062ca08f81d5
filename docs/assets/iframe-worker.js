// A page opened from disk may start no worker, and Zensical's search is one, of what is
// exported. Here its script runs in a frame, which speaks to the page as a worker would.
if (location.protocol === "file:")
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      const tell = "postMessage = (data) => parent.postMessage(data, '*')";
      frame.hidden = true;
      frame.srcdoc = `<script>${tell}</script><script src="${new URL(address, location)}"></script>`;
      this.ready = new Promise((resolve) => (frame.onload = () => resolve(frame.contentWindow)));
      addEventListener("message", ({ source, data }) => {
        if (source !== frame.contentWindow) return;
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        this.onmessage?.(event);
      });
      document.body.append(frame);
    }
    async postMessage(data) {
      window.postMessage.call(await this.ready, data, "*"); // its own speaks to the page
    }
  };
