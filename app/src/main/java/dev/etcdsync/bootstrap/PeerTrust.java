package dev.etcdsync.bootstrap;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What connections to a server need that is known by a {@link Trust}, or not known yet. */
final class PeerTrust {
  private PeerTrust() {}

  /**
   * @throws CertificateException if what is to be trusted cannot be read
   */
  static SSLContext of(Trust trust) throws CertificateException {
    return switch (trust) {
      case Trust.Ca ca -> context(named(authority(Pem.certificates(ca.pem()))));
      case Trust.PublicKey key -> context(new Judge((chain, type, engine) -> expect(key, chain)));
    };
  }

  /**
   * By its signature first, so that a certificate of another name is not taken for a stranger's.
   */
  private static Judge named(X509ExtendedTrustManager authority) {
    return new Judge((chain, type, engine) -> {
      authority.checkServerTrusted(chain, type);
      try {
        authority.checkServerTrusted(chain, type, engine);
      } catch (CertificateException e) {
        throw new OtherName(e);
      }
    });
  }

  /**
   * Lets any server pass.
   *
   * @param seen takes the certificates that it has shown, its own first
   */
  static SSLContext anybody(Consumer<List<X509Certificate>> seen) {
    return context(new Judge((chain, type, engine) -> seen.accept(List.of(chain))));
  }

  static Trust.PublicKey publicKey(X509Certificate certificate) {
    return new Trust.PublicKey(Pem.sha256(certificate.getPublicKey().getEncoded()));
  }

  private static void expect(Trust.PublicKey key, X509Certificate[] chain)
      throws CertificateException {
    if (!publicKey(chain[0]).equals(key)) {
      throw new CertificateException("another public key");
    }
  }

  private static X509ExtendedTrustManager authority(List<X509Certificate> certificates)
      throws CertificateException {
    if (certificates.isEmpty()) {
      throw new CertificateException("no certificate");
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("ca-" + i, certificates.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException(e);
    }
  }

  private static SSLContext context(X509ExtendedTrustManager manager) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private interface Judgement {
    void of(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException;
  }

  /** Has the last word: of an extended manager Java does not ask for the host by itself. */
  private static final class Judge extends X509ExtendedTrustManager {
    private final Judgement judgement;

    Judge(Judgement judgement) {
      this.judgement = judgement;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("it is not known which host was asked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("not over a socket");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      judgement.of(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
