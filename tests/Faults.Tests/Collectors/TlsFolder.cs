using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>A folder with the certificate of an authority, and one of 127.0.0.1 for server and client, as <c>balancer-tls.yaml</c> reads them.</summary>
internal sealed class TlsFolder : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private TlsFolder(string path) => Path = path;

    public string Path { get; }

    public static TlsFolder Create()
    {
        var folder = new TlsFolder(Directory.CreateTempSubdirectory("tls-").FullName);
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=authority of the test", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=balancer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ServerAuthentication), new(ClientAuthentication)], critical: false));
        using var certificate = request.Create(authority, from, until, [1, 2, 3, 4]);

        File.WriteAllText(System.IO.Path.Combine(folder.Path, "ca.crt"), authority.ExportCertificatePem());
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
