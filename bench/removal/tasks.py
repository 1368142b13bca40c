"""What people do on a teaching hub, in the environment of requirements.txt: each function is one process."""

import io
import os
import sys
import tempfile

import popularity_contest.reporter  # noqa: F401  what is imported from here on counts

os.environ.setdefault("MPLBACKEND", "Agg")
HERE = tempfile.mkdtemp(prefix="popcon-task-")


def _frame():
    import numpy
    import pandas

    random = numpy.random.default_rng(1)
    return pandas.DataFrame(
        {"x": range(40), "y": random.normal(size=40).cumsum(), "group": ["a", "b"] * 20}
    )


# Tables and files


def table_of_course():
    from datascience import Table

    assert (
        Table().with_columns("n", [1, 2, 3], "m", [4, 5, 6]).where("n", 2).num_rows == 1
    )


def group_rows():
    assert _frame().groupby("group").y.mean().shape == (2,)


def write_excel():
    path = os.path.join(HERE, "a.xlsx")
    _frame().to_excel(path, index=False)
    import pandas

    assert len(pandas.read_excel(path)) == 40


def write_hdf():
    path = os.path.join(HERE, "a.h5")
    _frame().drop(columns="group").to_hdf(path, key="a")
    import pandas

    assert len(pandas.read_hdf(path, "a")) == 40


def write_h5py():
    import h5py

    with h5py.File(os.path.join(HERE, "b.h5"), "w") as file:
        file["a"] = [1, 2, 3]
        assert file["a"].shape == (3,)


def read_html_table():
    import pandas

    [table] = pandas.read_html(
        io.StringIO("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>")
    )
    assert table.a[0] == 1


def read_spss():
    import pyreadstat

    path = os.path.join(HERE, "a.sav")
    pyreadstat.write_sav(_frame(), path)
    assert len(pyreadstat.read_sav(path)[0]) == 40


def open_netcdf():
    import xarray

    path = os.path.join(HERE, "a.nc")
    xarray.Dataset({"t": ("x", [1.0, 2.0])}).to_netcdf(path)
    assert float(xarray.open_dataset(path).t.sum()) == 3


def lazy_arrays():
    import dask.array

    assert float(dask.array.ones((100, 100), chunks=10).sum().compute()) == 10_000


def lazy_frames():
    import dask.dataframe

    assert (
        len(
            dask.dataframe.from_pandas(_frame(), npartitions=2)
            .groupby("group")
            .y.mean()
            .compute()
        )
        == 2
    )


def fast_expression():
    import numexpr
    import numpy

    assert numexpr.evaluate("sum(a)", {"a": numpy.arange(10)}) == 45


def bits():
    import bitarray

    assert bitarray.bitarray("1101").count() == 3


def yaml_front_matter():
    import jupytext

    notebook = jupytext.reads("---\njupyter: {}\n---\n# %%\n1 + 1\n", fmt="py:percent")
    assert len(notebook.cells) >= 1


# Pictures


def plot_lines():
    import matplotlib.pyplot

    matplotlib.pyplot.plot([1, 2])
    matplotlib.pyplot.savefig(io.BytesIO())


def plot_frame():
    _frame().plot(x="x", y="y").figure.savefig(io.BytesIO())


def plot_seaborn():
    import seaborn

    seaborn.lineplot(_frame(), x="x", y="y", hue="group").figure.savefig(io.BytesIO())


def plot_svg():
    import matplotlib.pyplot

    matplotlib.pyplot.hist([1, 2, 2])
    matplotlib.pyplot.savefig(io.BytesIO(), format="svg")


def plot_pdf():
    import matplotlib.pyplot

    matplotlib.pyplot.scatter([1, 2], [3, 4])
    matplotlib.pyplot.savefig(io.BytesIO(), format="pdf")


def plotly_figure():
    import plotly.express

    assert "scatter" in plotly.express.scatter(_frame(), x="x", y="y").to_json()


def bokeh_page():
    import bokeh.embed
    import bokeh.plotting
    import bokeh.resources

    figure = bokeh.plotting.figure()
    figure.line([1, 2], [3, 4])
    assert "<html" in bokeh.embed.file_html(figure, bokeh.resources.INLINE)


def altair_chart():
    import altair

    assert altair.Chart(_frame()).mark_point().encode(x="x", y="y").to_dict()["mark"]


def folium_map():
    import folium

    assert "leaflet" in folium.Map([37.9, -122.3]).get_root().render()


def word_cloud():
    import wordcloud

    assert (
        wordcloud.WordCloud(width=60, height=40).generate("a hub of many words").words_
    )


def graphviz_source():
    import graphviz

    assert "a -> b" in str(graphviz.Digraph(body=["a -> b"]).source)


def dot_graph():
    import pydot

    [graph] = pydot.graph_from_dot_data("digraph { a -> b }")
    assert len(graph.get_edges()) == 1


def corner_plot():
    import corner
    import numpy

    corner.corner(numpy.random.default_rng(1).normal(size=(200, 2))).savefig(
        io.BytesIO()
    )


def many_rows():
    import daft

    assert daft.from_pydict({"a": [1, 2]}).count_rows() == 2


def open_image():
    import PIL.Image

    buffer = io.BytesIO()
    PIL.Image.new("RGB", (4, 4)).save(buffer, "PNG")
    assert PIL.Image.open(buffer).size == (4, 4)


def filter_image():
    import numpy
    import skimage.filters

    assert skimage.filters.gaussian(numpy.eye(8), 1).shape == (8, 8)


# Statistics and learning


def regression_ols():
    import statsmodels.formula.api

    assert statsmodels.formula.api.ols("y ~ x", _frame()).fit().params.x != 0


def regression_panel():
    import linearmodels

    frame = _frame().assign(
        firm=[i // 4 for i in range(40)], year=[i % 4 for i in range(40)]
    )
    assert (
        linearmodels.PanelOLS.from_formula("y ~ x", frame.set_index(["firm", "year"]))
        .fit()
        .nobs
        == 40
    )


def learn_forest():
    import sklearn.ensemble

    frame = _frame()
    model = sklearn.ensemble.RandomForestClassifier(n_estimators=5).fit(
        frame[["x", "y"]], frame.group
    )
    assert len(model.predict(frame[["x", "y"]])) == 40


def learn_in_workers():
    import joblib

    assert joblib.Parallel(n_jobs=2)(joblib.delayed(abs)(-n) for n in range(3)) == [
        0,
        1,
        2,
    ]


def learn_pipeline():
    import sklearn.linear_model
    import sklearn.model_selection
    import sklearn.pipeline
    import sklearn.preprocessing

    frame = _frame()
    model = sklearn.pipeline.make_pipeline(
        sklearn.preprocessing.StandardScaler(),
        sklearn.linear_model.LogisticRegression(),
    )
    assert (
        len(
            sklearn.model_selection.cross_val_score(
                model, frame[["x", "y"]], frame.group, cv=2
            )
        )
        == 2
    )


def cluster():
    import hdbscan
    import numpy

    assert (
        len(
            hdbscan.HDBSCAN(min_cluster_size=3).fit_predict(
                numpy.random.default_rng(1).normal(size=(30, 2))
            )
        )
        == 30
    )


def forecast_model():
    import prophet

    assert prophet.Prophet().growth == "linear"


def sample_posterior():
    import emcee
    import numpy

    sampler = emcee.EnsembleSampler(8, 1, lambda x: -0.5 * float(x[0]) ** 2)
    sampler.run_mcmc(numpy.random.default_rng(1).normal(size=(8, 1)), 10)
    assert sampler.get_chain().shape == (10, 8, 1)


def distributions_of_course():
    import prob140  # noqa: F401
    from datascience import Table

    assert Table().values([1, 2]).probability([0.5, 0.5]).num_rows == 2


def optimise():
    import scipy.optimize

    assert abs(scipy.optimize.minimize_scalar(lambda x: (x - 2) ** 2).x - 2) < 1e-3


def integrate():
    import scipy.integrate

    assert abs(scipy.integrate.quad(lambda x: x, 0, 2)[0] - 2) < 1e-9


def smooth():
    import csaps
    import numpy

    x = numpy.linspace(0, 1, 10)
    assert len(csaps.csaps(x, x**2, x, smooth=0.9)) == 10


def gaussian_process():
    import george.kernels

    assert george.GP(george.kernels.ExpSquaredKernel(1.0)) is not None


# Language


def parse_words():
    import nltk

    assert nltk.stem.PorterStemmer().stem("running") == "run"


def tokenise():
    import spacy

    assert len(spacy.blank("en")("A hub of words.")) == 5


def parse_page():
    import bs4

    assert bs4.BeautifulSoup("<p>hello</p>", "lxml").p.text == "hello"


def parse_page_5():
    import bs4

    assert bs4.BeautifulSoup("<p>hello</p>", "html5lib").p.text == "hello"


def parse_xml():
    import lxml.etree

    assert lxml.etree.fromstring("<a><b/></a>").xpath("count(b)") == 1


def country_of():
    import pycountry_convert

    assert pycountry_convert.country_alpha2_to_continent_code("FR") == "EU"


def render_template():
    import jinja2

    assert jinja2.Template("{{ 1 + 1 }}").render() == "2"


def write_markdown():
    import nbconvert
    import nbformat.v4

    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# hello")]
    )
    assert "hello" in nbconvert.MarkdownExporter().from_notebook_node(notebook)[0]


def write_page():
    import nbconvert
    import nbformat.v4

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    assert "<html" in nbconvert.HTMLExporter().from_notebook_node(notebook)[0]


def run_notebook():
    import nbclient
    import nbformat.v4

    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import numpy; 1 + 1")]
    )
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert notebook.cells[0].outputs[0].data["text/plain"] == "2"


# Algebra, graphs, units


def solve():
    import sympy

    x = sympy.Symbol("x")
    assert sympy.solve(x**2 - 4, x) == [-2, 2]


def lambdify():
    import sympy

    x = sympy.Symbol("x")
    assert sympy.lambdify(x, x**2, "numpy")(3) == 9


def long_numbers():
    import mpmath

    mpmath.mp.dps = 30
    assert str(mpmath.pi).startswith("3.14159265358979323846")


def circuit():
    import lcapy

    assert lcapy.R(3).R is not None


def graph_paths():
    import networkx

    assert networkx.shortest_path_length(networkx.path_graph(5), 0, 4) == 4


def graph_drawing():
    import networkx

    networkx.draw(networkx.cycle_graph(4))


def graph_matrix():
    import networkx

    assert networkx.to_scipy_sparse_array(networkx.path_graph(3)).sum() == 4


def units():
    import pint

    assert pint.UnitRegistry()("3 m").to("cm").magnitude == 300


# Maps and the earth


def polygons():
    import shapely

    assert shapely.Point(0, 0).buffer(1).area > 3


def geo_frame():
    import geopandas
    import shapely

    frame = geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    assert frame.to_crs("EPSG:3857").geometry[0].x == 0


def geo_file():
    import geopandas
    import shapely

    path = os.path.join(HERE, "a.geojson")
    geopandas.GeoDataFrame(
        {"a": [1]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326"
    ).to_file(path)
    assert len(geopandas.read_file(path)) == 1


def geo_join():
    import geopandas
    import shapely

    points = geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0)])
    areas = geopandas.GeoDataFrame(geometry=[shapely.box(-1, -1, 1, 1)])
    assert len(points.sjoin(areas)) == 1


def spatial_index():
    import rtree

    index = rtree.index.Index()
    index.insert(0, (0, 0, 1, 1))
    assert list(index.intersection((0, 0, 2, 2))) == [0]


def projected_map():
    import cartopy.crs
    import matplotlib.pyplot

    matplotlib.pyplot.axes(projection=cartopy.crs.PlateCarree()).set_global()


def distance():
    import geopy.distance

    assert geopy.distance.distance((0, 0), (0, 1)).km > 110


def raster():
    import numpy
    import rasterio

    path = os.path.join(HERE, "a.tif")
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint8"
    ) as file:
        file.write(numpy.ones((1, 2, 2), "uint8"))
    assert rasterio.open(path).read().sum() == 4


# The sky, the brain, sound


def sky_coordinates():
    import astropy.coordinates
    import astropy.units

    place = astropy.coordinates.SkyCoord(10 * astropy.units.deg, 20 * astropy.units.deg)
    assert place.galactic.l.deg > 0


def sky_table():
    import astropy.table

    path = os.path.join(HERE, "a.ecsv")
    astropy.table.Table({"a": [1, 2]}).write(path)
    assert len(astropy.table.Table.read(path)) == 2


def sky_image():
    import astropy.io.fits
    import numpy

    path = os.path.join(HERE, "a.fits")
    astropy.io.fits.writeto(path, numpy.ones((2, 2)))
    assert astropy.io.fits.getdata(path).sum() == 4


def brain_image():
    import nibabel
    import numpy

    assert nibabel.Nifti1Image(numpy.zeros((2, 2, 2)), numpy.eye(4)).shape == (2, 2, 2)


def melody():
    import music21

    assert music21.note.Note("A4").pitch.frequency == 440


def sound_file():
    import numpy
    import soundfile

    path = os.path.join(HERE, "a.wav")
    soundfile.write(path, numpy.zeros(100), 8000)
    assert soundfile.read(path)[1] == 8000


# Services


def request_prepared():
    import requests

    assert (
        requests.Request("GET", "http://localhost/", params={"q": "ü"})
        .prepare()
        .url.endswith("q=%C3%BC")
    )


def database():
    import sqlalchemy

    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        assert connection.execute(sqlalchemy.text("select 40 + 2")).scalar() == 42


def database_frame():
    import pandas
    import sqlalchemy

    engine = sqlalchemy.create_engine("sqlite://")
    _frame().to_sql("a", engine)
    assert len(pandas.read_sql("select * from a", engine)) == 40


def database_driver():
    import sqlalchemy

    assert (
        sqlalchemy.create_engine("mysql+pymysql://nobody@localhost/a").dialect.driver
        == "pymysql"
    )


def sheets():
    import gspread

    assert gspread.utils.a1_to_rowcol("B3") == (3, 2)


def widgets():
    import ipywidgets

    assert ipywidgets.IntSlider(value=3).value == 3


def canvas():
    import ipycanvas

    assert ipycanvas.Canvas(width=10).width == 10


def progress():
    import tqdm

    assert list(tqdm.tqdm([1, 2], file=io.StringIO())) == [1, 2]


def grade():
    import otter

    assert otter.__version__


def kernel_list():
    import jupyter_client.kernelspec

    assert (
        "python3" in jupyter_client.kernelspec.KernelSpecManager().find_kernel_specs()
    )


def server_app():
    import jupyter_server.serverapp

    assert jupyter_server.serverapp.ServerApp.name


def hub_app():
    import jupyterhub

    assert jupyterhub.__version__


if __name__ == "__main__":
    if len(sys.argv) < 2:
        names = [
            name
            for name, value in globals().items()
            if callable(value) and name[0] != "_"
        ]
        print(
            "\n".join(
                name for name in names if globals()[name].__module__ == "__main__"
            )
        )
    else:
        globals()[sys.argv[1]]()
