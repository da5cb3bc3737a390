"""What mails come to: whom each was exchanged with, and the rows of a sheet that it stands for."""
