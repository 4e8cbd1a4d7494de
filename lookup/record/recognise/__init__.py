"""The first screen: county and year of each case, until whoever looks says that they are theirs."""
