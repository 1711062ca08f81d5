// Where there is no page: a search for the words of the address, and the page whose own, or
// whose name, is most like one of them.
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".ask");
  const below = ({ pathname }) => pathname.slice(home.pathname.length);
  const asked = below(location).replace(/%../g, "-").replace(/(index)?\.(html|md|ipynb)$/, "");
  form[0].value = (asked.toLowerCase().match(/\w+/g) ?? []).join(" ");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    openSearch(form[0].value);
  });
  // How many pairs of letters two words share: of each page its best.
  const pairs = (word) => {
    const text = word.toLowerCase().replace(/[^a-z0-9]/g, "");
    return [...new Set([...text].slice(1).map((c, i) => text[i] + c))];
  };
  const likeness = (link) => {
    const own = [...below(link).split("/"), ...link.textContent.split(" ")].map(pairs);
    const both = (a, b) => a.filter((pair) => b.includes(pair)).length;
    const share = (a, b) => (2 * both(a, b)) / (a.length + b.length) || 0;
    return Math.max(...asked.split("/").flatMap((one) => own.map((b) => share(pairs(one), b))));
  };
  const links = [...document.querySelectorAll(".pages a")];
  const [best] = links.sort((a, b) => likeness(b) - likeness(a));
  if (likeness(best) <= 0.5) return;
  const place = document.querySelector("[data-nearest]");
  place.lastElementChild.href = best.href;
  place.lastElementChild.textContent = best.textContent;
  place.classList.add("found");
});
