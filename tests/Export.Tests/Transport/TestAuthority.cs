using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TracedLlm.Export.Tests.Transport;

/// <summary>An authority for certificates of a test, and the files that it writes.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset Until = DateTimeOffset.UtcNow.AddYears(1);

    // Only the form of a key is tried with RSA: a new one takes a hundred times as long as one of an elliptic curve.
    private static readonly Lazy<RSA> RsaKey = new(static () => RSA.Create(2048));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tls");
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "Test authority") => _root = CreateAuthority(name, null);

    /// <summary>The certificate of the authority in PEM form.</summary>
    public string RootPem => _root.ExportCertificatePem();

    public string RootFile => Write("ca.pem", RootPem);

    /// <summary>The certificate of a server on this machine.</summary>
    public X509Certificate2 CreateServer()
    {
        using var key = CreateKey();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, From, Until, Serial());
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>An authority below this one.</summary>
    public X509Certificate2 CreateIntermediate() => CreateAuthority("Intermediate", _root);

    /// <summary>A client's certificate, and its key in a form of PEM.</summary>
    /// <param name="name">The client.</param>
    /// <param name="form">The form of the key.</param>
    /// <param name="issuer">Who signs; the authority itself if it is <see langword="null"/>.</param>
    public (string Certificate, string Key) CreateClient(string name, string form = "EC PKCS8", X509Certificate2? issuer = null)
    {
        using var ec = CreateKey();
        var request = form is "RSA PRIVATE KEY" or "RSA PKCS8"
            ? new CertificateRequest($"CN={name}", RsaKey.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", ec, HashAlgorithmName.SHA256);
        var signer = issuer ?? _root;
        using var signersKey = signer.GetECDsaPrivateKey()!;
        using var issued = request.Create(signer.SubjectName, X509SignatureGenerator.CreateForECDsa(signersKey), From, Until, Serial());
        var key = form switch
        {
            "RSA PRIVATE KEY" => RsaKey.Value.ExportRSAPrivateKeyPem(),
            "RSA PKCS8" => RsaKey.Value.ExportPkcs8PrivateKeyPem(),
            "EC PRIVATE KEY" => ec.ExportECPrivateKeyPem(),
            "EC PKCS8" => ec.ExportPkcs8PrivateKeyPem(),
            _ => ec.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
        };
        return (issued.ExportCertificatePem(), key);
    }

    /// <summary>Writes a file, and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Whether a certificate leads to this authority, by the intermediate certificates that came with it.</summary>
    public bool Issued(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Delete(recursive: true);
    }

    private static X509Certificate2 CreateAuthority(string name, X509Certificate2? issuer)
    {
        using var key = CreateKey();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        if (issuer is null)
        {
            return request.CreateSelfSigned(From.AddDays(-1), Until.AddDays(1));
        }

        using var issued = request.Create(issuer, From.AddHours(-1), Until, Serial());
        return issued.CopyWithPrivateKey(key);
    }

    private static ECDsa CreateKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(8);
}
