"""What holds for every part of the product: rights, methods, headers, templates, migrations, files, pages."""
