#!/usr/bin/env python3
"""Servers of files over FTP, by pyftpdlib: files_ftp.py FOLDER STATE USER PASSWORD [implicit]. Writes an authority's certificate to
STATE/authority.pem. Prints the ports: in the clear, over TLS that AUTH begins, and with a fifth argument over TLS from the first byte
on, which only port 990 is for."""
import datetime
import ipaddress
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

folder, state, user, password, *implicit = sys.argv[1:]
state = pathlib.Path(state)


def certificates():
    """An authority, and a certificate of it for 127.0.0.1 with its key in one file."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def begun(subject, issuer, key):
        name = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
        builder = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        return builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))

    above, below = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = begun("peers", "peers", above).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    server = begun("127.0.0.1", "peers", below).add_extension(names, critical=False)
    pem = serialization.Encoding.PEM
    (state / "authority.pem").write_bytes(authority.sign(above, hashes.SHA256()).public_bytes(pem))
    key = below.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (state / "server.pem").write_bytes(key + server.sign(above, hashes.SHA256()).public_bytes(pem))
    return str(state / "server.pem")


authorizer = DummyAuthorizer()
authorizer.add_user(user, password, folder, perm="elr")


class Plain(FTPHandler):
    pass


class Secure(TLS_FTPHandler):
    certfile = certificates()
    tls_control_required = True
    tls_data_required = True


class FromTheFirstByte(Secure):
    tls_control_required = False

    def handle(self):
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self):
        FTPHandler.handle(self)


ioloop = IOLoop()
ports = []
for handler, port in [(Plain, 0), (Secure, 0)] + ([(FromTheFirstByte, 990)] if implicit else []):
    handler.authorizer = authorizer
    handler.auth_failed_timeout = 0
    server = FTPServer(("127.0.0.1", port), handler, ioloop=ioloop)
    ports.append(str(server.socket.getsockname()[1]))
print("ports", *ports, flush=True)
ioloop.loop()
