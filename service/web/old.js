/* Runs only in browsers that know no modules (app.js tells those that know too little else), hence in the JavaScript of 1999. */
document.getElementById || (document.getElementById = function (id) { return document.all[id]; });
window.onload = function () {
  var banner = document.getElementById("old-browser");
  banner.removeAttribute("hidden");
};
