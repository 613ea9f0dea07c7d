"""A campaign as an Excel workbook that an officer can read and change, and back again without loss.

``layout`` says which sheets and columns there are; ``writing`` fills them, ``reading`` takes them apart, and every
mistake is named by sheet and cell. What stands in a cell: ``values``; conditions: ``notation``; rules: ``rule_rows``.
"""
