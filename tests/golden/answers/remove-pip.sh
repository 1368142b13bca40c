# Of what is unused so far, about 1 of 7 will be imported within a year, by the model in docs/model.md, since this ledger has too few cases of its own; still to be seen: 2026-05-30 to 2027-01-28; what scripts and worker processes import is not seen.
python -m pip uninstall tensorflow keras h5py absl-py tables blosc2 xarray
