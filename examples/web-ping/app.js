// Ask a site for its front page again and again, and say how long each answer took.
const https = require("https");

const options = { host: process.env.TARGET, method: process.env.METHOD };

setInterval(() => {
  const started = Date.now();
  https
    .request(options, (response) => {
      response.resume();
      console.log(`${options.host}: ${response.statusCode} after ${Date.now() - started} ms`);
    })
    .on("error", (error) => console.log(`${options.host}: ${error.message}`))
    .end();
}, Number(process.env.INTERVAL));
