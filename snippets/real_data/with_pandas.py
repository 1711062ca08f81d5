# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "pandas"]
# ///
"""Read a CSV file with pandas and turn its columns into tensors."""

# %% penguins.csv
# Palmer penguins (Horst, Hill and Gorman, 2020), CC0: all 344 rows, six columns.
# Several rows to a line here, one row to a line in the file.
table = """
species,bill_length_mm,bill_depth_mm,flipper_length_mm,sex,body_mass_g
Adelie,39.1,18.7,181,male,3750 Adelie,39.5,17.4,186,female,3800
Adelie,40.3,18,195,female,3250 Adelie,NA,NA,NA,NA,NA Adelie,36.7,19.3,193,female,3450
Adelie,39.3,20.6,190,male,3650 Adelie,38.9,17.8,181,female,3625
Adelie,39.2,19.6,195,male,4675 Adelie,34.1,18.1,193,NA,3475 Adelie,42,20.2,190,NA,4250
Adelie,37.8,17.1,186,NA,3300 Adelie,37.8,17.3,180,NA,3700
Adelie,41.1,17.6,182,female,3200 Adelie,38.6,21.2,191,male,3800
Adelie,34.6,21.1,198,male,4400 Adelie,36.6,17.8,185,female,3700
Adelie,38.7,19,195,female,3450 Adelie,42.5,20.7,197,male,4500
Adelie,34.4,18.4,184,female,3325 Adelie,46,21.5,194,male,4200
Adelie,37.8,18.3,174,female,3400 Adelie,37.7,18.7,180,male,3600
Adelie,35.9,19.2,189,female,3800 Adelie,38.2,18.1,185,male,3950
Adelie,38.8,17.2,180,male,3800 Adelie,35.3,18.9,187,female,3800
Adelie,40.6,18.6,183,male,3550 Adelie,40.5,17.9,187,female,3200
Adelie,37.9,18.6,172,female,3150 Adelie,40.5,18.9,180,male,3950
Adelie,39.5,16.7,178,female,3250 Adelie,37.2,18.1,178,male,3900
Adelie,39.5,17.8,188,female,3300 Adelie,40.9,18.9,184,male,3900
Adelie,36.4,17,195,female,3325 Adelie,39.2,21.1,196,male,4150
Adelie,38.8,20,190,male,3950 Adelie,42.2,18.5,180,female,3550
Adelie,37.6,19.3,181,female,3300 Adelie,39.8,19.1,184,male,4650
Adelie,36.5,18,182,female,3150 Adelie,40.8,18.4,195,male,3900
Adelie,36,18.5,186,female,3100 Adelie,44.1,19.7,196,male,4400
Adelie,37,16.9,185,female,3000 Adelie,39.6,18.8,190,male,4600
Adelie,41.1,19,182,male,3425 Adelie,37.5,18.9,179,NA,2975 Adelie,36,17.9,190,female,3450
Adelie,42.3,21.2,191,male,4150 Adelie,39.6,17.7,186,female,3500
Adelie,40.1,18.9,188,male,4300 Adelie,35,17.9,190,female,3450
Adelie,42,19.5,200,male,4050 Adelie,34.5,18.1,187,female,2900
Adelie,41.4,18.6,191,male,3700 Adelie,39,17.5,186,female,3550
Adelie,40.6,18.8,193,male,3800 Adelie,36.5,16.6,181,female,2850
Adelie,37.6,19.1,194,male,3750 Adelie,35.7,16.9,185,female,3150
Adelie,41.3,21.1,195,male,4400 Adelie,37.6,17,185,female,3600
Adelie,41.1,18.2,192,male,4050 Adelie,36.4,17.1,184,female,2850
Adelie,41.6,18,192,male,3950 Adelie,35.5,16.2,195,female,3350
Adelie,41.1,19.1,188,male,4100 Adelie,35.9,16.6,190,female,3050
Adelie,41.8,19.4,198,male,4450 Adelie,33.5,19,190,female,3600
Adelie,39.7,18.4,190,male,3900 Adelie,39.6,17.2,196,female,3550
Adelie,45.8,18.9,197,male,4150 Adelie,35.5,17.5,190,female,3700
Adelie,42.8,18.5,195,male,4250 Adelie,40.9,16.8,191,female,3700
Adelie,37.2,19.4,184,male,3900 Adelie,36.2,16.1,187,female,3550
Adelie,42.1,19.1,195,male,4000 Adelie,34.6,17.2,189,female,3200
Adelie,42.9,17.6,196,male,4700 Adelie,36.7,18.8,187,female,3800
Adelie,35.1,19.4,193,male,4200 Adelie,37.3,17.8,191,female,3350
Adelie,41.3,20.3,194,male,3550 Adelie,36.3,19.5,190,male,3800
Adelie,36.9,18.6,189,female,3500 Adelie,38.3,19.2,189,male,3950
Adelie,38.9,18.8,190,female,3600 Adelie,35.7,18,202,female,3550
Adelie,41.1,18.1,205,male,4300 Adelie,34,17.1,185,female,3400
Adelie,39.6,18.1,186,male,4450 Adelie,36.2,17.3,187,female,3300
Adelie,40.8,18.9,208,male,4300 Adelie,38.1,18.6,190,female,3700
Adelie,40.3,18.5,196,male,4350 Adelie,33.1,16.1,178,female,2900
Adelie,43.2,18.5,192,male,4100 Adelie,35,17.9,192,female,3725 Adelie,41,20,203,male,4725
Adelie,37.7,16,183,female,3075 Adelie,37.8,20,190,male,4250
Adelie,37.9,18.6,193,female,2925 Adelie,39.7,18.9,184,male,3550
Adelie,38.6,17.2,199,female,3750 Adelie,38.2,20,190,male,3900
Adelie,38.1,17,181,female,3175 Adelie,43.2,19,197,male,4775
Adelie,38.1,16.5,198,female,3825 Adelie,45.6,20.3,191,male,4600
Adelie,39.7,17.7,193,female,3200 Adelie,42.2,19.5,197,male,4275
Adelie,39.6,20.7,191,female,3900 Adelie,42.7,18.3,196,male,4075
Adelie,38.6,17,188,female,2900 Adelie,37.3,20.5,199,male,3775
Adelie,35.7,17,189,female,3350 Adelie,41.1,18.6,189,male,3325
Adelie,36.2,17.2,187,female,3150 Adelie,37.7,19.8,198,male,3500
Adelie,40.2,17,176,female,3450 Adelie,41.4,18.5,202,male,3875
Adelie,35.2,15.9,186,female,3050 Adelie,40.6,19,199,male,4000
Adelie,38.8,17.6,191,female,3275 Adelie,41.5,18.3,195,male,4300
Adelie,39,17.1,191,female,3050 Adelie,44.1,18,210,male,4000
Adelie,38.5,17.9,190,female,3325 Adelie,43.1,19.2,197,male,3500
Adelie,36.8,18.5,193,female,3500 Adelie,37.5,18.5,199,male,4475
Adelie,38.1,17.6,187,female,3425 Adelie,41.1,17.5,190,male,3900
Adelie,35.6,17.5,191,female,3175 Adelie,40.2,20.1,200,male,3975
Adelie,37,16.5,185,female,3400 Adelie,39.7,17.9,193,male,4250
Adelie,40.2,17.1,193,female,3400 Adelie,40.6,17.2,187,male,3475
Adelie,32.1,15.5,188,female,3050 Adelie,40.7,17,190,male,3725
Adelie,37.3,16.8,192,female,3000 Adelie,39,18.7,185,male,3650
Adelie,39.2,18.6,190,male,4250 Adelie,36.6,18.4,184,female,3475
Adelie,36,17.8,195,female,3450 Adelie,37.8,18.1,193,male,3750
Adelie,36,17.1,187,female,3700 Adelie,41.5,18.5,201,male,4000
Gentoo,46.1,13.2,211,female,4500 Gentoo,50,16.3,230,male,5700
Gentoo,48.7,14.1,210,female,4450 Gentoo,50,15.2,218,male,5700
Gentoo,47.6,14.5,215,male,5400 Gentoo,46.5,13.5,210,female,4550
Gentoo,45.4,14.6,211,female,4800 Gentoo,46.7,15.3,219,male,5200
Gentoo,43.3,13.4,209,female,4400 Gentoo,46.8,15.4,215,male,5150
Gentoo,40.9,13.7,214,female,4650 Gentoo,49,16.1,216,male,5550
Gentoo,45.5,13.7,214,female,4650 Gentoo,48.4,14.6,213,male,5850
Gentoo,45.8,14.6,210,female,4200 Gentoo,49.3,15.7,217,male,5850
Gentoo,42,13.5,210,female,4150 Gentoo,49.2,15.2,221,male,6300
Gentoo,46.2,14.5,209,female,4800 Gentoo,48.7,15.1,222,male,5350
Gentoo,50.2,14.3,218,male,5700 Gentoo,45.1,14.5,215,female,5000
Gentoo,46.5,14.5,213,female,4400 Gentoo,46.3,15.8,215,male,5050
Gentoo,42.9,13.1,215,female,5000 Gentoo,46.1,15.1,215,male,5100
Gentoo,44.5,14.3,216,NA,4100 Gentoo,47.8,15,215,male,5650
Gentoo,48.2,14.3,210,female,4600 Gentoo,50,15.3,220,male,5550
Gentoo,47.3,15.3,222,male,5250 Gentoo,42.8,14.2,209,female,4700
Gentoo,45.1,14.5,207,female,5050 Gentoo,59.6,17,230,male,6050
Gentoo,49.1,14.8,220,female,5150 Gentoo,48.4,16.3,220,male,5400
Gentoo,42.6,13.7,213,female,4950 Gentoo,44.4,17.3,219,male,5250
Gentoo,44,13.6,208,female,4350 Gentoo,48.7,15.7,208,male,5350
Gentoo,42.7,13.7,208,female,3950 Gentoo,49.6,16,225,male,5700
Gentoo,45.3,13.7,210,female,4300 Gentoo,49.6,15,216,male,4750
Gentoo,50.5,15.9,222,male,5550 Gentoo,43.6,13.9,217,female,4900
Gentoo,45.5,13.9,210,female,4200 Gentoo,50.5,15.9,225,male,5400
Gentoo,44.9,13.3,213,female,5100 Gentoo,45.2,15.8,215,male,5300
Gentoo,46.6,14.2,210,female,4850 Gentoo,48.5,14.1,220,male,5300
Gentoo,45.1,14.4,210,female,4400 Gentoo,50.1,15,225,male,5000
Gentoo,46.5,14.4,217,female,4900 Gentoo,45,15.4,220,male,5050
Gentoo,43.8,13.9,208,female,4300 Gentoo,45.5,15,220,male,5000
Gentoo,43.2,14.5,208,female,4450 Gentoo,50.4,15.3,224,male,5550
Gentoo,45.3,13.8,208,female,4200 Gentoo,46.2,14.9,221,male,5300
Gentoo,45.7,13.9,214,female,4400 Gentoo,54.3,15.7,231,male,5650
Gentoo,45.8,14.2,219,female,4700 Gentoo,49.8,16.8,230,male,5700
Gentoo,46.2,14.4,214,NA,4650 Gentoo,49.5,16.2,229,male,5800
Gentoo,43.5,14.2,220,female,4700 Gentoo,50.7,15,223,male,5550
Gentoo,47.7,15,216,female,4750 Gentoo,46.4,15.6,221,male,5000
Gentoo,48.2,15.6,221,male,5100 Gentoo,46.5,14.8,217,female,5200
Gentoo,46.4,15,216,female,4700 Gentoo,48.6,16,230,male,5800
Gentoo,47.5,14.2,209,female,4600 Gentoo,51.1,16.3,220,male,6000
Gentoo,45.2,13.8,215,female,4750 Gentoo,45.2,16.4,223,male,5950
Gentoo,49.1,14.5,212,female,4625 Gentoo,52.5,15.6,221,male,5450
Gentoo,47.4,14.6,212,female,4725 Gentoo,50,15.9,224,male,5350
Gentoo,44.9,13.8,212,female,4750 Gentoo,50.8,17.3,228,male,5600
Gentoo,43.4,14.4,218,female,4600 Gentoo,51.3,14.2,218,male,5300
Gentoo,47.5,14,212,female,4875 Gentoo,52.1,17,230,male,5550
Gentoo,47.5,15,218,female,4950 Gentoo,52.2,17.1,228,male,5400
Gentoo,45.5,14.5,212,female,4750 Gentoo,49.5,16.1,224,male,5650
Gentoo,44.5,14.7,214,female,4850 Gentoo,50.8,15.7,226,male,5200
Gentoo,49.4,15.8,216,male,4925 Gentoo,46.9,14.6,222,female,4875
Gentoo,48.4,14.4,203,female,4625 Gentoo,51.1,16.5,225,male,5250
Gentoo,48.5,15,219,female,4850 Gentoo,55.9,17,228,male,5600
Gentoo,47.2,15.5,215,female,4975 Gentoo,49.1,15,228,male,5500
Gentoo,47.3,13.8,216,NA,4725 Gentoo,46.8,16.1,215,male,5500
Gentoo,41.7,14.7,210,female,4700 Gentoo,53.4,15.8,219,male,5500
Gentoo,43.3,14,208,female,4575 Gentoo,48.1,15.1,209,male,5500
Gentoo,50.5,15.2,216,female,5000 Gentoo,49.8,15.9,229,male,5950
Gentoo,43.5,15.2,213,female,4650 Gentoo,51.5,16.3,230,male,5500
Gentoo,46.2,14.1,217,female,4375 Gentoo,55.1,16,230,male,5850
Gentoo,44.5,15.7,217,NA,4875 Gentoo,48.8,16.2,222,male,6000
Gentoo,47.2,13.7,214,female,4925 Gentoo,NA,NA,NA,NA,NA Gentoo,46.8,14.3,215,female,4850
Gentoo,50.4,15.7,222,male,5750 Gentoo,45.2,14.8,212,female,5200
Gentoo,49.9,16.1,213,male,5400 Chinstrap,46.5,17.9,192,female,3500
Chinstrap,50,19.5,196,male,3900 Chinstrap,51.3,19.2,193,male,3650
Chinstrap,45.4,18.7,188,female,3525 Chinstrap,52.7,19.8,197,male,3725
Chinstrap,45.2,17.8,198,female,3950 Chinstrap,46.1,18.2,178,female,3250
Chinstrap,51.3,18.2,197,male,3750 Chinstrap,46,18.9,195,female,4150
Chinstrap,51.3,19.9,198,male,3700 Chinstrap,46.6,17.8,193,female,3800
Chinstrap,51.7,20.3,194,male,3775 Chinstrap,47,17.3,185,female,3700
Chinstrap,52,18.1,201,male,4050 Chinstrap,45.9,17.1,190,female,3575
Chinstrap,50.5,19.6,201,male,4050 Chinstrap,50.3,20,197,male,3300
Chinstrap,58,17.8,181,female,3700 Chinstrap,46.4,18.6,190,female,3450
Chinstrap,49.2,18.2,195,male,4400 Chinstrap,42.4,17.3,181,female,3600
Chinstrap,48.5,17.5,191,male,3400 Chinstrap,43.2,16.6,187,female,2900
Chinstrap,50.6,19.4,193,male,3800 Chinstrap,46.7,17.9,195,female,3300
Chinstrap,52,19,197,male,4150 Chinstrap,50.5,18.4,200,female,3400
Chinstrap,49.5,19,200,male,3800 Chinstrap,46.4,17.8,191,female,3700
Chinstrap,52.8,20,205,male,4550 Chinstrap,40.9,16.6,187,female,3200
Chinstrap,54.2,20.8,201,male,4300 Chinstrap,42.5,16.7,187,female,3350
Chinstrap,51,18.8,203,male,4100 Chinstrap,49.7,18.6,195,male,3600
Chinstrap,47.5,16.8,199,female,3900 Chinstrap,47.6,18.3,195,female,3850
Chinstrap,52,20.7,210,male,4800 Chinstrap,46.9,16.6,192,female,2700
Chinstrap,53.5,19.9,205,male,4500 Chinstrap,49,19.5,210,male,3950
Chinstrap,46.2,17.5,187,female,3650 Chinstrap,50.9,19.1,196,male,3550
Chinstrap,45.5,17,196,female,3500 Chinstrap,50.9,17.9,196,female,3675
Chinstrap,50.8,18.5,201,male,4450 Chinstrap,50.1,17.9,190,female,3400
Chinstrap,49,19.6,212,male,4300 Chinstrap,51.5,18.7,187,male,3250
Chinstrap,49.8,17.3,198,female,3675 Chinstrap,48.1,16.4,199,female,3325
Chinstrap,51.4,19,201,male,3950 Chinstrap,45.7,17.3,193,female,3600
Chinstrap,50.7,19.7,203,male,4050 Chinstrap,42.5,17.3,187,female,3350
Chinstrap,52.2,18.8,197,male,3450 Chinstrap,45.2,16.6,191,female,3250
Chinstrap,49.3,19.9,203,male,4050 Chinstrap,50.2,18.8,202,male,3800
Chinstrap,45.6,19.4,194,female,3525 Chinstrap,51.9,19.5,206,male,3950
Chinstrap,46.8,16.5,189,female,3650 Chinstrap,45.7,17,195,female,3650
Chinstrap,55.8,19.8,207,male,4000 Chinstrap,43.5,18.1,202,female,3400
Chinstrap,49.6,18.2,193,male,3775 Chinstrap,50.8,19,210,male,4100
Chinstrap,50.2,18.7,198,female,3775"""
with open("penguins.csv", "w") as file:
    file.write("\n".join(table.split()) + "\n")

# %% Read
import pandas as pd
import torch

penguins = pd.read_csv("penguins.csv")  # a DataFrame; NA and empty cells become NaN
n_rows = len(penguins)
penguins = penguins.dropna()
print(f"{n_rows} rows, {len(penguins)} of them complete")

lengths = penguins[["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]]
words = penguins[["sex", "species"]]
answers = pd.get_dummies(words, drop_first=True)  # yes-or-no columns
columns = pd.concat([lengths, answers], axis=1)
grams = penguins[["body_mass_g"]]  # two brackets: a column, not a row
features = torch.tensor(columns.to_numpy(dtype="float32"))  # (333, 6)
masses = torch.tensor(grams.to_numpy(dtype="float32")) / 1000  # (333, 1), in kg
print(list(columns))
print("features", tuple(features.shape), "masses", tuple(masses.shape))
