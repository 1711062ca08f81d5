// Keeps a reader's place, in this browser only: pages that were read to their end are
// ticked in the navigation, and the home page offers to go on. Whose end is seen first,
// because a link led there, is read once its middle and then its end have been seen.
let end;

function keepPlace() {
  const article = document.querySelector("article");
  const PAGES = ".md-nav--primary a.md-nav__link:not([href*='#'])";
  const links = [...document.querySelectorAll(PAGES)];
  const page = ({ pathname }) => pathname.slice(__md_scope.pathname.length);
  const home = page(document.querySelector(".md-logo"));
  const listed = (one) => one === home || one.startsWith("notebooks/"); // read elsewhere
  const pages = links.map(page).filter((one) => !listed(one));
  const here = page(location);
  const read = () => (__md_get("read") ?? []).filter((one) => pages.includes(one));

  const keep = (all) => {
    __md_set("read", all);
    for (const link of links) {
      const done = link.classList.toggle("read", all.includes(page(link)));
      link.title = done ? "Read to the end; remembered in this browser only" : "";
    }
  };

  const offer = () => {
    const unread = pages.find((one) => !read().includes(one));
    const next = links.find((link) => page(link) === (unread ?? pages[0]));
    const box = document.createElement("p");
    box.className = "go-on";
    box.innerHTML = '<span></span> <a></a> <button type="button">Forget</button>';
    const [count, go, forget] = box.children;
    count.textContent = `✓ ${read().length} of ${pages.length} pages read.`;
    Object.assign(go, { href: next.href, textContent: `Go on: ${next.textContent.trim()}` });
    forget.addEventListener("click", () => {
      box.remove();
      keep([]);
    });
    (document.querySelector(".hero") ?? article).append(box);
  };

  document.querySelector(".go-on")?.remove();
  if (read().length) keep(read());
  if (read().length && here === home) offer();

  end?.disconnect();
  const { top, height } = article.getBoundingClientRect();
  const below = (one) => one.getBoundingClientRect().top > top + height / 2;
  const shown = [...article.querySelectorAll("p:not(.letters), li, dt")].filter((one) => one.checkVisibility());
  const middle = shown.find(below) ?? article.lastElementChild;
  end = new IntersectionObserver((seen, observer) => {
    for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting))
      if (target === middle) observer.observe(article.lastElementChild);
      else keep([...new Set([...read(), here])]);
  });
  if (pages.includes(here)) end.observe(middle);
}
