// Runs before the first paint, so that the choices strip is there or not from the start and moves nothing later.
try {
  const decided = localStorage.getItem("mizzle:choices") || sessionStorage.getItem("mizzle:choices");
  document.documentElement.dataset.choices = decided ? "made" : "open";
} catch {
  document.documentElement.dataset.choices = "made";
}
