const express = require("express");
const text = require("./text");
express().get("/", (_, r) => r.send(text)).listen(3000);
