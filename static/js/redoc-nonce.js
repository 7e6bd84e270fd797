// ReDoc writes its styles into <style> elements it makes itself. They get this page's nonce, so the policy needs no
// 'unsafe-inline'.
(() => {
  const nonce = document.currentScript.nonce;
  const make = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = make(name, options);
    if (String(name).toLowerCase() === "style") element.nonce = nonce;
    return element;
  };
})();
