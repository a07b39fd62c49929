from flask import Flask

from shop import prices

app = Flask(__name__)


@app.get("/")
def index() -> str:
    return f"bread: {prices.BREAD}"
