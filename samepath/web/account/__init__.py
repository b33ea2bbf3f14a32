"""My account, whichever hat I wear: hats, names, devices, second factors, agreements."""
