"""The languages of the five contracts: their requests and answers, mapped from and to our own resources. No rules."""
