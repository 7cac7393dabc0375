using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TracedLlm.Export.Backends;

/// <summary>Makes the settings of TLS from the files of a backend.</summary>
internal static class TlsCertificates
{
    private const string NoCertificate = "which has no certificate in PEM form";

    // PEM has two forms of encrypted keys: of PKCS#8, and the older one of OpenSSL.
    private static readonly string[] EncryptedKeyMarks = ["BEGIN ENCRYPTED PRIVATE KEY", "Proc-Type: 4,ENCRYPTED"];

    /// <summary>The settings of a connection.</summary>
    /// <param name="files">The files, for messages.</param>
    /// <param name="texts">Their content.</param>
    /// <exception cref="InvalidOperationException">A file has not what it should have; the message names the setting.</exception>
    public static SslClientAuthenticationOptions CreateOptions(TlsFiles files, TlsTexts texts)
    {
        var options = new SslClientAuthenticationOptions();
        if (files.Authority is { } authority)
        {
            options.CertificateChainPolicy = TrustOnly(ReadCertificates(authority, texts.Authority!));
        }

        if (files.Certificate is { } certificate)
        {
            var chain = ReadCertificates(certificate, texts.Certificate!);
            var own = ReadOwn(certificate, texts.Certificate!, files.Key ?? certificate, texts.Key ?? texts.Certificate!);

            // The first certificate of the file is the gateway's own, and the others lead to an authority that the backend knows.
            chain.RemoveAt(0);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true);
        }

        return options;
    }

    // The certificates of the file replace the system's, as in the specification. A private authority rarely has a list of revoked
    // certificates that a gateway can reach.
    private static X509ChainPolicy TrustOnly(X509Certificate2Collection certificates)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(certificates);
        return policy;
    }

    private static X509Certificate2Collection ReadCertificates(TlsFile file, string text)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw Error(file, $"whose certificate is damaged: {exception.Message}", exception);
        }

        return certificates.Count > 0 ? certificates : throw Error(file, NoCertificate);
    }

    private static X509Certificate2 ReadOwn(TlsFile certificate, string certificateText, TlsFile key, string keyText)
    {
        if (Array.Exists(EncryptedKeyMarks, mark => keyText.Contains(mark, StringComparison.Ordinal)))
        {
            throw Error(key, "whose key is encrypted. Decrypt it, for example with openssl pkey -in FILE -out FILE, and protect the file by its permissions");
        }

        try
        {
            var own = X509Certificate2.CreateFromPem(certificateText, keyText);

            // TLS on Windows takes no key that exists in memory only: https://github.com/dotnet/runtime/issues/23749
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null) : own;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The second one is about a key of an elliptic curve that belongs to another certificate.
            throw Error(key, keyText.Contains("PRIVATE KEY", StringComparison.Ordinal)
                ? $"whose key does not belong to the certificate in '{certificate.Path}', or is damaged"
                : "which has no private key in PEM form", exception);
        }
    }

    private static InvalidOperationException Error(TlsFile file, string reason, Exception? inner = null) =>
        new($"{file.Source} names the file '{file.Path}', {reason}.", inner);
}
