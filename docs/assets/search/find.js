// What the search finds: the words of a text, and the entries in which words stand.
var finding = (() => {
  // Words that do not say what is wanted.
  const SILENT = new Set(
    ("a about after all also always am an and any are as at be been being between " +
      "but by can cannot cant come comes could did didn didnt differ difference " +
      "differences differs do does doesn doesnt doing don dont down every example " +
      "examples explain explained for from get getting give go goes going had has " +
      "have how i if in instead into is isn isnt it its just keep keeps kindly know like make " +
      "many me meaning much my need new no not of on or our please should so some " +
      "still t take tell term than that the their them then there these they this to " +
      "too up use used using versus vs want was way we were what when where which " +
      "while who why will with without won work would yes you your").split(" "),
  );

  // Words that mean the same: all count as the first.
  const SAME = [
    ["autograd_grad", "autograd.grad"],
    ["backpropagation", "backprop", "backward", "back propagation"],
    ["batch", "mini-batch", "minibatch", "batch size"],
    ["descent", "gd"],
    ["feature", "input"],
    ["gradient", "grad"],
    ["goup", "increase", "go up", "goes up", "going up"],
    ["hand", "manual", "manually"],
    ["high", "big", "huge", "large"],
    ["howmany", "how many", "how long"],
    ["inplace", "in-place", "in place"],
    ["loss", "loss function", "cost function"],
    ["low", "small", "tiny"],
    ["lower", "decrease", "go down", "goes down", "going down"],
    ["momentum", "which optimizer", "best optimizer"],
    ["move", "change"],
    ["multiple", "several"],
    ["no_grad", "no grad"],
    ["plot", "draw"],
    ["polynomial", "quadratic", "parabola"],
    ["r²", "r2", "r^2", "r squared", "r-squared"],
    ["predict", "forecast"],
    ["rate", "lr", "learnrate", "learningrate", "step size", "step width"],
    ["save", "checkpoint"],
    ["seed", "manual_seed", "reproducibility", "reproducible"],
    ["sklearn", "scikit-learn", "scikit learn"],
    ["standardize", "normalize", "normalise", "standardise", "scale"],
    ["zero_grad", "zero grad"],
  ];

  // What else a word of a question looks for, at half the worth.
  const NEAR = { goup: "nan", diverg: "nan", explod: "nan" };

  const FIELDS = { title: 3, called: 5, page: 1.5, part: 1, message: 3, text: 1 };
  const WORTH = { page: 1.3, section: 1, aside: 0.5, term: 0.9, message: 1 };

  // "gradients", "standardization", "prediction": "gradient", "standardiz", "predict".
  const stem = (word) =>
    word
      .replace(/(?<=ss)es$|(?<=[^su])s$/, "")
      .replace(/(?<=[aeiou].*)(?:ing|ed|(?<=iz)ation|(?<=[st])ion)$/, "")
      .replace(/(?<=...)e$/, "")
      .replace(/(?<=..)([bdfgmnprt])\1$/, "$1");

  const others = SAME.flatMap(([one, ...rest]) => rest.map((other) => [other, one]));
  const counted = new Map(others.map((pair) => pair.map(stem)));
  const phrases = others
    .filter(([other]) => /[^a-z0-9]/.test(other))
    .map(([other, one]) => [other.replace(/\W/g, "\\$&"), one])
    .map(([other, one]) => [new RegExp(`(?<![a-z0-9])${other}(?![a-z0-9])`, "gi"), one]);

  // A name counts as a whole and by its parts: TensorDataset, Tensor, Dataset.
  const parts = (name) => {
    const all = name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})/g, "_").split("_").filter(Boolean);
    return all.length > 1 ? [all.join(""), ...all] : all;
  };

  const WORD = /[\p{L}\p{N}_]+/gu;

  // A phrase becomes the word that it counts as, as long as it was.
  const matches = (text) => {
    for (const [phrase, one] of phrases)
      text = text.replace(phrase, (said) => one.padEnd(said.length, "_"));
    return [...text.matchAll(WORD)];
  };

  const words = (text) => matches(text).flatMap(([word]) => parts(word));

  const kept = new Map();
  const term = (word = "") => {
    if (!kept.has(word)) {
      const [lower, short] = [word.toLowerCase(), stem(word.toLowerCase())];
      const silent = SILENT.has(lower) || /^\d$/.test(word);
      kept.set(word, silent ? null : (counted.get(short) ?? short));
    }
    return kept.get(word);
  };

  const terms = (text) => words(text).map(term).filter(Boolean);

  // Where the words of a text stand that count as one of these terms: start and end. Of a
  // message only where so many stand together.
  const marks = (text, { terms, together = 1 }) => {
    const runs = [];
    let run;
    for (const { 0: word, index } of matches(text)) {
      const said = parts(word).map(term);
      if (said.some((one) => terms.has(one))) {
        if (!run || together === 1) runs.push((run = { from: index, held: new Set() }));
        run.to = index + word.length;
        run.held.add(word);
      } else if (said.some(Boolean)) run = null;
    }
    return runs.filter(({ held }) => held.size >= together).map(({ from, to }) => [from, to]);
  };

  // Its words in a row, whatever stands between them.
  const plain = (text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;

  const entries = (pages) =>
    pages.flatMap(([address, page, below, worth]) =>
      below.map(([id, shown, part, text, message, kind, called]) => ({
        ...{ shown, page, part, text, message, kind, called, worth: WORTH[kind] * worth },
        id: kind === "page" ? address : `${address}#${id}`,
        title: kind === "page" ? `${shown} ${page}` : shown,
      })),
    );

  const MESSAGE = /\w(Error|Warning): /;

  // How many letters more, less or other, or neighbors that changed places, tell two words
  // apart; too many where there are more than `most`.
  const edits = (one, other, most) => {
    if (one[0] === other[0]) return one && edits(one.slice(1), other.slice(1), most);
    if (!most) return 9;
    const both = one[0] + one[1] === other[1] + other[0] ? 2 : 1;
    const after = (m, n) => edits(one.slice(m), other.slice(n), most - 1);
    return 1 + Math.min(after(1, 0), after(0, 1), after(both, both));
  };

  // The best answers to a question: their entries, and the terms that were found there; and
  // how its words were read.
  const finder = (pages) => {
    const known = new Set();
    const index = new MiniSearch({
      fields: Object.keys(FIELDS),
      storeFields: [...Object.keys(FIELDS), "kind", "said", "shown", "worth"],
      tokenize: words,
      processTerm: (word) => {
        known.add(term(word));
        return term(word);
      },
    });
    const said = ({ title, called, message, text }) => [title, called, message, text].join();
    index.addAll(entries(pages).map((one) => ({ ...one, said: plain(said(one)) })));

    // Whole words, and how often each is written. Nobody who errs means one that stands only
    // on a page that is worth less.
    const written = new Map();
    const lessons = entries(pages.filter((page) => page[3] === 1)).map(said);
    for (const [word] of matches([...SILENT, ...others, ...lessons].join().toLowerCase())) {
      const one = word.replace(/_+$/, "");
      written.set(one, (written.get(one) ?? 0) + 1);
    }

    // A name that is known is looked for as a whole: no_grad is no gradient. All is about
    // PyTorch: the word says something alone.
    const asking = (question) => {
      const all = matches(question).flatMap(([word]) => {
        const names = parts(word);
        return known.has(term(names[0])) ? names[0] : names;
      });
      const others = all.filter((word) => term(word) !== "pytorch");
      return others.some(term) ? others : all;
    };

    // Whether a word counts as one of the site, or as none; a name also by its parts.
    const stands = (word) => {
      const [whole, ...pieces] = parts(word);
      const one = term(whole);
      return !one || known.has(one) || (pieces[0] && pieces.every(stands));
    };

    // The word with the fewest typos, of several the one most written: one typo, in a long
    // word two, in one of three letters only what it lacks, and none in the first letter or
    // in what has a digit.
    const nearest = (word) => {
      const most = word.length < 8 ? 1 : 2;
      const [best] = [...written]
        .filter(([one]) => one[0] === word[0] && one[3] && !/\d/.test(one + word))
        .map(([one, often]) => [edits(one, word, most) - often / 1e6, one])
        .filter(([far]) => far <= most)
        .sort(([a], [b]) => a - b);
      return best?.[1];
    };

    // The words of a question that stand nowhere, with what is taken for each, if anything is
    // near. The last may be only begun. A message was not typed.
    const strange = (question) => {
      const all = MESSAGE.test(question) ? [] : matches(question).map(([word]) => word);
      const last = all.at(-1)?.toLowerCase();
      if ([...written.keys()].some((one) => one.startsWith(last))) all.pop();
      return all
        .filter((word) => word[2] && !stands(word))
        .map((word) => [word, nearest(word.toLowerCase())]);
    };

    // Terms that were not typed, and those that they stand for; and a last word that goes on.
    let [added, open] = [];
    const options = {
      prefix: (word) => word === open,
      tokenize: asking,
      processTerm: (word) => {
        const one = term(word);
        added.set(NEAR[one], one);
        return [one, NEAR[one]];
      },
      boost: FIELDS,
      boostDocument: (id, _, { worth }) => worth,
      boostTerm: (word) => (added.has(word) ? 0.5 : 1),
    };

    // A title of just what was asked is better, a word the best, and a text that holds the
    // question in a row before one of scattered words. A mistake answers what reads like a
    // message: long, or a fifth of its own; less so what its title holds. What compares two
    // words is answered by the definition of one.
    const judged = (hit, asked, long, row, compared) => {
      const { kind, title, page, message } = hit;
      const { score, terms: held, queryTerms, match } = hit;
      const share = (text) => {
        const own = terms(text);
        return own.filter((one) => held.includes(one)).length / (own.length || 1);
      };
      const most = (text) => Math.max(...text.split(/\n|, /).map(share));
      const quotes = most(message);
      const quoted = asked > 1 && quotes > 0.2;
      const names = (one) => match[one].includes("title") || match[one].includes("called");
      const named = held.filter(names).length / asked;
      const fit = long || quoted || kind !== "message" ? 1 : named >= 1 ? 0.4 : 0.05;
      const name = most(kind === "page" ? page : title);
      const defined = kind === "term" && name === 1;
      const every = new Set(queryTerms.map((one) => added.get(one) ?? one)).size / asked;
      const covers = compared && defined ? 1 : every;
      const about = defined && covers === 1 && asked < 3 ? 1 : name * named ** 2;
      const best = defined && named === 1 ? 3 : 1;
      const whole = asked > 1 && hit.said.includes(row);
      const worth = score * covers ** 3 * (1 + about) * best * fit * (whole ? 3 : 1);
      const explains = quotes > 0.5 || covers === 1;
      return { ...hit, score: worth, whole, quotes, explains, terms: new Set(held) };
    };

    return (typed) => {
      added = new Map();
      const read = new Map(strange(typed));
      // Who asks what a word does mean asks for no average.
      const question = typed
        .replace(/(?<=^what do.*)mean\W*$/i, "")
        .replace(WORD, (word) => read.get(word) ?? word);
      const row = plain(question);
      const asked = new Set(asking(question).map(term).filter(Boolean)).size;
      const compared = /\b(vs|versus|difference)\b/i.test(question);
      const long = asked > 3 || /error|warning/i.test(question);
      const [last = ""] = matches(question).at(-1) ?? [];
      open = !written.has(last.toLowerCase()) && term(parts(last)[0]);
      const hits = index
        .search(question, options)
        .map((hit) => judged(hit, asked, long, row, compared))
        .sort((a, b) => b.score - a.score)
        .filter(({ score }, _, [best]) => score > best.score / (best.whole ? 90 : 30));
      const familiar = long && hits[0]?.kind === "message" && hits[0].quotes > 0.5;
      const pasted = familiar || MESSAGE.test(question);
      const together = pasted ? Math.min(5, Math.max(3, asked / 2)) : 1;
      const lost = [...read.keys()].filter((word) => !pasted && !read.get(word)).join("”, “");
      const missing = lost && `No sentence has “${lost}”. `;
      const taken = [...read].flatMap(([word, one]) => (one ? `“${one}” for “${word}”` : []));
      const instead = taken[0] ? `Showing ${taken.join(", ")}. ` : "";
      return { hits: hits.map((hit) => ({ ...hit, together })), missing, instead, question };
    };
  };

  return { finder, marks, MESSAGE };
})();
