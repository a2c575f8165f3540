"""GDAL with three drivers only: others follow paths and addresses that a file names."""

import warnings

from pyogrio import _ogr, set_gdal_config_options

KEPT = ("GeoJSON", "GPKG", "ESRI Shapefile")


def leave_only_ours() -> None:
    """Take every driver but KEPT from GDAL in this process."""
    others = ",".join(name for name in _ogr.ogr_list_drivers() if name not in KEPT)
    set_gdal_config_options({"GDAL_SKIP": others, "OGR_SKIP": others})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _ogr._register_drivers()  # reads the list again; it has no public name
    left = set(_ogr.ogr_list_drivers()) - set(KEPT)
    if left:
        raise RuntimeError(f"GDAL kept the drivers {', '.join(sorted(left))}")
