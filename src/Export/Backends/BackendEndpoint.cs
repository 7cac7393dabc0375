using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Backends;

/// <summary>An address for encoded spans, and their form. Its headers are secrets and appear in no message.</summary>
/// <param name="backend">The backend's first name in the table of backends.</param>
/// <param name="address">The whole address, path included; of gRPC, scheme and authority.</param>
/// <param name="headers">Headers of every request, credentials included.</param>
/// <param name="view">The form that the backend understands.</param>
internal sealed class BackendEndpoint(
    string backend, Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, SpanView view)
{
    /// <summary>The beginning of the identity of an endpoint that a request has brought.</summary>
    public const string RequestPrefix = "request-";

    private string? _identity;
    private string? _place;

    public string Backend => backend;

    public Uri Address => address;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public SpanView View => view;

    public OtlpProtocol Protocol { get; init; }

    /// <summary>Whether requests are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The part of all traces that is sent, from 0 to 1; decided by the trace id.</summary>
    public double SamplingRate { get; init; } = 1;

    /// <summary>The files for connections with TLS; <see langword="null"/> for the system's certificates.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Who has chosen it.</summary>
    public EndpointOwner Owner { get; init; }

    /// <summary>Whether it belongs to a key, a team or a request. Its answers are shown to nobody but the log.</summary>
    public bool IsTenants => Owner != EndpointOwner.Operator;

    /// <summary>The name that its spans are counted under. It never has a text of a caller.</summary>
    public string LedgerName => Owner == EndpointOwner.Request ? $"{backend}:requests" : backend;

    /// <summary>Attributes that this backend wants on the resource.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Resource { get; init; } = [];

    /// <summary>
    /// Equal for equal backends, addresses, protocols, headers, resources and sampling rates. Spans are grouped and spooled by it.
    /// Lower-case hex of a SHA-256, which reveals no credentials; of an endpoint that a request has brought, with
    /// <see cref="RequestPrefix"/> before it, so that the next process still knows that nobody but a caller has chosen it.
    /// </summary>
    public string Identity => _identity ??= (Owner == EndpointOwner.Request ? RequestPrefix : "")
        + Hash([backend, Place, SamplingRate.ToString("R", CultureInfo.InvariantCulture)]);

    /// <summary>
    /// Equal for endpoints that send equal spans to the same project, whatever the name of the backend: one of them is enough.
    /// Lower-case hex of a SHA-256.
    /// </summary>
    public string Place => _place ??= Hash(PartsOfPlace());

    /// <summary>One endpoint for each place: the one with the highest sampling rate.</summary>
    public static IEnumerable<BackendEndpoint> Distinct(IEnumerable<BackendEndpoint> endpoints) => endpoints
        .GroupBy(endpoint => endpoint.Place)
        .Select(same => same.MaxBy(endpoint => endpoint.SamplingRate)!);

    private static string Hash(IEnumerable<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            // Each part has its length before it, so that two lists never give the same text.
            text.Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private List<string> PartsOfPlace()
    {
        List<string> parts = [address.AbsoluteUri, Protocol.ToString(), view.Name];
        foreach (var (name, value) in headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            parts.Add(name.ToUpperInvariant());
            parts.Add(value);
        }

        if (Tls is { Certificate: { } certificate })
        {
            parts.Add(certificate.Path);
        }

        foreach (var (name, value) in Resource.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            parts.Add(name);
            parts.Add(FormattableString.Invariant($"{value}"));
        }

        return parts;
    }
}
