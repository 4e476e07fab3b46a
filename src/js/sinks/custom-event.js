//! A DOM CustomEvent `opportune` on the window, with what may leave the page as its `detail`: after consent, unlike the
//! events of `onEvent`.

export default ({ only, type = "opportune" } = {}) => ({
  name: "customEvent",
  only,
  send: (detail) => void window.dispatchEvent(new CustomEvent(type, { detail })),
});
