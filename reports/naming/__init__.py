"""What stands in a definition, in the words of those who write plans: no key, no code that only the file knows.

``speaking`` says keys and values, ``conditions`` conditions. A test goes through every key of the model and every word
that a key may hold.
"""
