"""What people run in the environment of unused.e2e.ts: each function is one process."""

import sys

import popularity_contest.reporter  # noqa: F401  what is imported from here on counts


def plot():
    import io

    import matplotlib

    matplotlib.use("Agg")
    import pandas

    frame = pandas.DataFrame({"x": range(10), "y": [value**2 for value in range(10)]})
    frame.plot(x="x", y="y").figure.savefig(io.BytesIO())
    assert frame.y.sum() == 285


def scrape():
    import bs4
    import requests

    assert bs4.BeautifulSoup("<p>hello</p>", "lxml").p.text == "hello"
    assert requests.Request("GET", "http://localhost/", params={"q": "ü"}).prepare().url.endswith("q=%C3%BC")


def http2():
    import httpx

    with httpx.Client(http2=True) as client:
        assert client.headers["user-agent"].startswith("python-httpx")


def serve():
    import flask

    app = flask.Flask(__name__)
    app.route("/")(lambda: flask.render_template_string("{{ 1 + 1 }}"))
    assert app.test_client().get("/").data == b"2"


def query():
    import sqlalchemy

    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        assert connection.execute(sqlalchemy.text("select 40 + 2")).scalar() == 42


def solve():
    import sympy

    x = sympy.Symbol("x")
    assert sympy.solve(x**2 - 4, x) == [-2, 2]


def configure():
    import pydantic
    import rich.console
    import yaml

    class Settings(pydantic.BaseModel):
        name: str

    settings = Settings(**yaml.safe_load("name: hub"))
    rich.console.Console(file=open("/dev/null", "w")).print(settings)
    assert settings.name == "hub"


def graph():
    import networkx

    assert networkx.shortest_path_length(networkx.path_graph(5), 0, 4) == 4


if __name__ == "__main__":
    globals()[sys.argv[1]]()
