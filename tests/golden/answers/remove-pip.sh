python -m pip uninstall tensorflow keras h5py absl-py tables blosc2 xarray
